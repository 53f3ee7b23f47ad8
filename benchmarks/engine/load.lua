-- Sends the bodies of a file in turn, reads every answer, and prints one line of JSON at the end.
-- Environment: BODIES (a file, one request a line), TOKEN (may be empty), PARTIAL=1 where errors are expected.

local bodies, requests, at = {}, {}, 0
local threads = {}
local partial = os.getenv("PARTIAL") == "1"

function setup(thread)
  table.insert(threads, thread)
end

function init()
  failed = 0
  bytes = 0
  local headers = { ["Content-Type"] = "application/json", ["Accept"] = "application/json" }
  local token = os.getenv("TOKEN") or ""
  if token ~= "" then headers["Authorization"] = "Bearer " .. token end
  for line in io.lines(os.getenv("BODIES")) do
    table.insert(requests, wrk.format("POST", wrk.path, headers, line))
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function response(status, _, body)
  bytes = bytes + #body
  if status ~= 200 or (not partial and body:find('"errors"', 1, true)) or not body:find('"data"', 1, true) then
    failed = failed + 1
  end
end

function done(summary, latency)
  local wrong, size = 0, 0
  for _, thread in ipairs(threads) do
    wrong = wrong + thread:get("failed")
    size = size + thread:get("bytes")
  end
  local e = summary.errors
  io.write(string.format(
    '\n{"requests":%d,"microseconds":%d,"p50":%d,"p99":%d,"failed":%d,"sockets":%d,"bytes":%d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), wrong,
    e.connect + e.read + e.write + e.timeout, size
  ))
end
