// Keeps the page of a running ingestion job up to date; when the job has stopped, the page is loaded once more.
"use strict";

const job = document.getElementById("job");
const bar = document.getElementById("bar");
const POLL_MS = 1000;

function duration(seconds) {
  const rounded = Math.round(seconds);
  const pad = (number) => String(number).padStart(2, "0");
  return `${Math.floor(rounded / 3600)}:${pad(Math.floor(rounded / 60) % 60)}:${pad(rounded % 60)}`;
}

function show(told) {
  for (const cell of job.querySelectorAll("[data-fact]")) {
    const value = told[cell.dataset.fact];
    cell.textContent = typeof value === "number" ? value.toLocaleString("en") : value;
  }
  if (told.rows_total !== null) {
    document.getElementById("total").textContent = ` of ${told.rows_total.toLocaleString("en")}`;
    bar.max = told.rows_total;
    bar.value = told.rows_read;
  }
  const rate = told.rows_per_s === null ? "" : `, ${Math.round(told.rows_per_s).toLocaleString("en")} rows/s`;
  const left = told.left_s === null ? "" : `, ${duration(told.left_s)} left`;
  document.getElementById("pace").textContent = rate + left;
}

async function poll() {
  try {
    const response = await fetch(job.dataset.progress, { headers: { Accept: "application/json" } });
    if (response.ok) {
      const told = await response.json();
      show(told);
      if (!["queued", "running"].includes(told.state)) {
        window.location.reload();
        return;
      }
    }
  } catch (error) {
    console.warn("The server does not answer; asking again.", error);
  }
  window.setTimeout(poll, POLL_MS);
}

poll();
