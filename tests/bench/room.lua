-- What wrk sends: contributions nobody sent before, until the time is over; then only looks, so that every
-- contribution is answered before the end and acknowledgements can be counted against rows.
-- Arguments: path, where to look, words of a good answer, seconds, fields of the form around the text.
local ffi = require("ffi")
ffi.cdef("typedef struct { long sec; long nsec; } moment; int clock_gettime(int, moment *);")

local threads = {}
local moment = ffi.new("moment")

local function now()
  ffi.C.clock_gettime(1, moment)
  return tonumber(moment.sec) + tonumber(moment.nsec) / 1e9
end

function setup(thread)
  thread:set("number", #threads)
  table.insert(threads, thread)
end

function init(args)
  path, look, good, seconds, round = args[1], args[2], args[3], tonumber(args[4]), tonumber(args[5])
  before, after, words = args[6], args[7], args[8]
  head = { ["Content-Type"] = "application/x-www-form-urlencoded" }
  sent, acknowledged, bad, last = 0, 0, 0, 0
end

function request()
  if number == 0 and not checked then
    -- wrk asks the first thread once without sending, to see what requests look like.
    checked = true
    return wrk.format("GET", look)
  end
  if not ends then
    starts = now()
    ends = starts + seconds
  end
  if now() >= ends then
    return wrk.format("GET", look)
  end
  sent = sent + 1
  local secret = string.format("%06x%04x%010x", round, number, sent)
  local body = "secret=" .. secret .. before .. words .. secret .. after
  return wrk.format("POST", path, head, body)
end

function response(status, headers, body)
  if status == 200 and body:find(good, 1, true) then
    acknowledged = acknowledged + 1
    last = now()
  elseif status ~= 204 and status ~= 405 then
    bad = bad + 1
  end
end

function done(summary)
  local sums = { sent = 0, acknowledged = 0, bad = 0 }
  local took = 0
  for _, thread in ipairs(threads) do
    for name in pairs(sums) do
      sums[name] = sums[name] + thread:get(name)
    end
    took = math.max(took, thread:get("last") - thread:get("starts"))
  end
  local broken = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  io.write(string.format('{"sent": %d, "acknowledged": %d, "bad": %d, "broken": %d, "seconds": %.4f}\n',
    sums.sent, sums.acknowledged, sums.bad, broken, took))
end
