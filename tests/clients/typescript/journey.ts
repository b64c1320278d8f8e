// A price, from the photo to the record, in TypeScript: `node journey.js BASE_URL PHOTO STAFF_TOKEN` prints it as JSON.
// api.d.ts is made of docs/openapi.yaml by openapi-typescript; openapi-fetch gives its types to `fetch`.
import { readFile } from "node:fs/promises";
import createClient from "openapi-fetch";
import type { paths } from "./api.js";

const [baseUrl = "", photoPath = "", staffToken = ""] = process.argv.slice(2);

function clientFor(token?: string) {
  return createClient<paths>(token ? { baseUrl, headers: { Authorization: `Bearer ${token}` } } : { baseUrl });
}

// The answer, which must be there and no problem.
function told<T>(answer: { data?: T; error?: unknown }): T {
  if (answer.data === undefined) throw new Error(JSON.stringify(answer.error));
  return answer.data;
}

const { token } = told(await clientFor().POST("/api/v1/devices/", { body: { name: "A TypeScript app" } }));
const mine = clientFor(token);
const photo = new Blob([await readFile(photoPath)], { type: "image/jpeg" });
const answer = told(
  await mine.POST("/api/v1/recognitions/", {
    params: { header: { Prefer: "wait=60" } },
    body: { photo: "" }, // a file has no type of its own here: it is put into the form
    bodySerializer: () => {
      const form = new FormData();
      form.append("photo", photo, "photo.jpg");
      return form;
    },
  }),
);
const artwork = answer.regions[0]?.artwork;
if (!artwork) throw new Error(JSON.stringify(answer));
await mine.PUT("/api/v1/favorites/{artwork_id}/", { params: { path: { artwork_id: artwork.id } } });
const kept = told(await mine.GET("/api/v1/favorites/"));
const proposed = told(
  await mine.POST("/api/v1/contributions/", {
    body: {
      kind: "price",
      artwork: artwork.id,
      price: { kind: "hammer", outcome: "sold", amount: "8765.00", currency: "EUR" },
      evidence: "The printed list of results.",
    },
  }),
);
const path = { id: artwork.id };
const before = told(await mine.GET("/api/v1/artworks/{id}/prices/", { params: { path } }));
const accepted = told(
  await clientFor(staffToken).POST("/api/v1/contributions/{id}/accept/", {
    params: { path: { id: proposed.id } },
    body: { reason: "Thank you." },
  }),
);
const after = told(await mine.GET("/api/v1/artworks/{id}/prices/", { params: { path } }));
console.log(
  JSON.stringify({
    title: artwork.title,
    favorites: kept.results.map((each) => each.artwork.title),
    states: [proposed.state, accepted.state],
    before: before.results.map((each) => each.amount),
    after: after.results.map((each) => each.amount),
  }),
);
