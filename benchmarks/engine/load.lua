-- Sends the bodies of a file in turn, reads every answer, and prints one line of JSON at the end.
-- Environment: BODIES (a file, one request a line), TOKEN (may be empty), PARTIAL=1 where errors are expected;
-- TOKENS (a file, one a line: each request carries one of them), FRESH=1 (the bodies begin anywhere, so that nobody is
-- asked about again soon) and COLD (every so many requests one is a document that nobody sent before, by an alias).

local requests, bodies, headers_of, at = {}, {}, {}, 0
local threads = {}
local partial = os.getenv("PARTIAL") == "1"
local cold = tonumber(os.getenv("COLD") or "0")
local sent = 0

function setup(thread)
  table.insert(threads, thread)
end

local function lines(name)
  local found = {}
  local path = os.getenv(name) or ""
  if path ~= "" then
    for line in io.lines(path) do table.insert(found, line) end
  end
  return found
end

local function headers(token)
  local made = { ["Content-Type"] = "application/json", ["Accept"] = "application/json" }
  if token ~= "" then made["Authorization"] = "Bearer " .. token end
  return made
end

function init()
  failed = 0
  bytes = 0
  math.randomseed(os.time())
  local tokens = lines("TOKENS")
  if #tokens == 0 then tokens = { os.getenv("TOKEN") or "" } end
  bodies = lines("BODIES")
  for i, body in ipairs(bodies) do
    headers_of[i] = headers(tokens[math.random(#tokens)])
    requests[i] = wrk.format("POST", wrk.path, headers_of[i], body)
  end
  if os.getenv("FRESH") == "1" then at = math.random(#requests) end
end

function request()
  at = at % #requests + 1
  sent = sent + 1
  if cold == 0 or sent % cold ~= 0 then return requests[at] end
  local alias = string.format("{ c%d_%d_%d: nik fullName", os.time(), sent, math.random(1e9))
  return wrk.format("POST", wrk.path, headers_of[at], (bodies[at]:gsub("{ nik fullName", alias, 1)))
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
