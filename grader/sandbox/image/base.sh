#!/bin/sh
# Makes the base image TAG from Debian's packages, for machines that reach no image registry. Needs root and debootstrap.
set -eu
tag=$1
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
debootstrap --variant=minbase --include=python3 bookworm "$root" >&2
rm -rf "$root"/var/cache/apt/* "$root"/var/lib/apt/lists/* "$root"/usr/share/doc/* "$root"/usr/share/man/*
find "$root" -xdev -perm /6000 -type f -exec chmod a-s {} +
tar -C "$root" -c . | docker import - "$tag" >/dev/null
