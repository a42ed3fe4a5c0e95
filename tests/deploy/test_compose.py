"""docker-compose.yml, brought up for real by the commands of docs/deploy.md."""

import pytest
import requests

from tests.deploy.site import Site
from tests.deploy.visitors import Visitors, score, wait_for

SOCKET = "/var/run/docker.sock"
REACHES = """
import socket
for name, port in [("postgres", 5432), ("proxy", 80), ("redis", 6379)]:
    try:
        socket.create_connection((name, port), 2).close()
        print(name)
    except OSError:
        pass
"""
RUNNING = "SELECT id FROM runs WHERE started_at IS NOT NULL AND state = 'open'"
EVENTS_OF = "SELECT score / 100 FROM grade_events JOIN users ON users.id = student_id WHERE users.name = '{}'"


def test_a_solution_handed_in_through_the_proxy_earns_full_marks(visitors: Visitors) -> None:
    page = visitors.student("Ada")
    visitors.hand_in(page)
    assert score(page) == 100


@pytest.mark.usefixtures("visitors")
def test_up_once_more_changes_nothing(site: Site) -> None:
    before = {service: one["Id"] for service, one in site.containers().items()}
    site.run("docker compose up -d")
    assert {service: one["Id"] for service, one in site.containers().items()} == before
    assert site.select("SELECT count(*) FROM releases") == ["1"]


@pytest.mark.usefixtures("visitors")
def test_every_container_may_do_what_it_has_to_and_no_more(site: Site) -> None:
    containers = site.containers()
    assert set(containers) == {"proxy", "migrate", "web", "worker", "postgres", "redis"}
    for service, one in containers.items():
        host = one["HostConfig"]
        assert host["ReadonlyRootfs"], service
        assert host["CapDrop"] == ["ALL"], service
        assert host["CapAdd"] == (["NET_BIND_SERVICE"] if service == "proxy" else None), service
        assert host["SecurityOpt"] == ["no-new-privileges:true"], service
        assert host["Memory"], service
        assert host["PidsLimit"], service
        assert host["NanoCpus"] or host["CpuShares"] < 1024, service
        assert host["RestartPolicy"]["Name"] == ("no" if service == "migrate" else "unless-stopped")
        assert (SOCKET in [mount["Source"] for mount in one["Mounts"]]) == (service == "worker")
        assert [mount for mount in one["Mounts"] if mount["RW"] and mount["Destination"].startswith("/run/sec")] == []
        assert not [line for line in one["Config"]["Env"] if "PASSWORD=" in line or "SECRET_KEY=" in line]
        assert bool(host["PortBindings"]) == (service == "proxy")
    users = {service: one["Config"]["User"] for service, one in containers.items()}
    assert users["web"] == users["migrate"] == "10001:10001"
    assert (users["postgres"], users["redis"]) == ("postgres", "redis")


@pytest.mark.usefixtures("visitors")
def test_the_pages_reach_their_neighbours_and_no_messages(site: Site) -> None:
    said = site.run(f"docker compose exec -T web python -c '{REACHES}'")
    assert said.split() == ["postgres", "proxy"]


def test_a_worker_killed_in_the_middle_of_a_run_costs_nothing(site: Site, visitors: Visitors) -> None:
    page = visitors.student("Ben")
    visitors.hand_in(page, load_s=6)
    wait_for(site, RUNNING)
    site.run("docker compose exec -T worker sh -c 'kill -9 -1' || true")
    assert score(page) == 100
    assert site.containers()["worker"]["RestartCount"] == 1
    assert site.select(EVENTS_OF.format("Ben")) == ["100"]
    assert site.select("SELECT attempt FROM submissions JOIN users ON users.id = student_id WHERE name = 'Ben'") == [
        "1"
    ]


def test_what_was_backed_up_is_there_after_a_restore_into_a_new_volume(site: Site, visitors: Visitors) -> None:
    page = visitors.student("Cleo")
    visitors.hand_in(page)
    assert score(page) == 100
    result = page.url
    site.follow("Backup")
    site.run("docker compose down --volumes")
    assert site.sandboxes() == []
    site.follow("Restore")
    page.goto(result)
    assert score(page) == 100
    visitors.hand_in(visitors.student("Dora"))
    wait_for(site, EVENTS_OF.format("Dora"))


def test_passwords_are_changed_as_the_guide_says(site: Site, visitors: Visitors) -> None:
    old = (site.folder / "secrets" / "database_url").read_text()
    site.follow("Password of the database")
    site.follow("Password of the broker")
    site.wait_until_ready()
    page = visitors.student("Emmy")
    visitors.hand_in(page)
    assert score(page) == 100
    attempt = f"import psycopg; psycopg.connect('{old.strip().replace('+psycopg', '')}')"
    said = site.run(f'docker compose exec -T web python -c "{attempt}" 2>&1 || true')
    assert "password authentication failed" in said


@pytest.mark.usefixtures("visitors")
def test_with_a_domain_the_proxy_speaks_https(site: Site) -> None:
    secure = f"https://localhost:{site.https}"
    site.configure(SITE="localhost", PUBLIC_URL=secure)
    site.run("docker compose up -d proxy")
    its_own = site.run("docker compose exec -T proxy cat /data/caddy/pki/authorities/local/root.crt")
    (site.folder / "root.crt").write_text(its_own)
    headers = requests.get(secure, verify=str(site.folder / "root.crt"), timeout=10).headers
    assert "Secure" in headers["Set-Cookie"]
    assert headers["Strict-Transport-Security"]
