// Reads from stdin, as JSON, what to verify or to sign and by which library; says what came of it, as JSON.
import { readFileSync } from "node:fs";
import * as standardwebhooks from "standardwebhooks";
import * as svix from "svix";

const libraries = { standardwebhooks, svix };
const { library, secret, body, headers, sign } = JSON.parse(readFileSync(0, "utf-8"));
const webhook = new libraries[library].Webhook(secret);
const payload = Buffer.from(body, "base64");

let answer;
if (sign) {
    answer = { signature: webhook.sign(sign.id, new Date(sign.timestamp * 1000), payload) };
} else {
    try {
        webhook.verify(payload, headers);
        answer = { refused: null };
    } catch (error) {
        answer = { refused: error.message };
    }
}
process.stdout.write(JSON.stringify(answer));
