"""What Lighthouse measures on one page, on the phone that it simulates."""

import json
import os
import subprocess
import sys

import chromium

FLAGS = " ".join(["--headless", "--no-first-run", *chromium.OPTIONS])
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
TRIES = 3  # where speed isn't 100 at once: other processes may have been in the way


def run(url):
    """Return Lighthouse's report on a page as a dict."""
    command = [f"{sys.prefix}-audit/node_modules/.bin/lighthouse", url, "--quiet"]
    command += ["--output=json", "--output-path=stdout", f"--chrome-flags={FLAGS}"]
    environment = os.environ | {"CHROME_PATH": chromium.find()}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"Lighthouse failed on {url}: {done.stderr.strip()}")
    return json.loads(done.stdout)


def speed(report):
    """Return the score for speed, 0 to 1."""
    return report["categories"]["performance"]["score"]


def problems(report):
    """Yield what keeps a report from a score of 100."""
    for category in CATEGORIES:
        if report["categories"][category]["score"] < 1:
            for reference in report["categories"][category]["auditRefs"]:
                audit = report["audits"][reference["id"]]
                if reference["weight"] and audit["score"] is not None and audit["score"] < 0.9:
                    yield f"{category}, {audit['id']} {audit.get('displayValue', '')}".strip()


def measure(url):
    """Return (scores of four categories, seconds, seconds, shift, files, KiB) and the problems."""
    report = run(url)
    if speed(report) < 1:
        report = sorted([report, *(run(url) for _ in range(TRIES - 1))], key=speed)[TRIES // 2]
    audits = report["audits"]
    scores = [round(100 * report["categories"][category]["score"]) for category in CATEGORIES]
    paints = [audits[f"{name}-contentful-paint"]["numericValue"] for name in ("first", "largest")]
    files = audits["network-requests"]["details"]["items"]
    weight = sum(file["transferSize"] for file in files) / 1024
    shift = round(audits["cumulative-layout-shift"]["numericValue"], 3)
    seconds = [round(paint / 1000, 2) for paint in paints]
    return [*scores, *seconds, shift, len(files), round(weight, 1)], list(problems(report))
