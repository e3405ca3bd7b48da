-- Posts the rows of a file, with prediction_ids of their own in each request. Usage: wrk -s ingest.lua URL -- FILE TYPE
-- In the file "@" stands for what makes an id one of its own; a file without it is sent as it is.
local threads = 0

function setup(thread)
  threads = threads + 1
  thread:set("number", threads)
end

function init(arguments)
  local file = assert(io.open(arguments[1], "rb"))
  local text = file:read("*a")
  file:close()
  wrk.method = "POST"
  wrk.headers["Content-Type"] = arguments[2]
  parts, count = {}, 0
  if arguments[2] == "application/x-ndjson" then
    for part in (text .. "@"):gmatch("([^@]*)@") do
      parts[#parts + 1] = part
    end
  else
    wrk.body = text
  end
end

function request()
  if #parts < 2 then
    return wrk.format()
  end
  count = count + 1
  return wrk.format(nil, nil, nil, table.concat(parts, number .. "-" .. count .. "-"))
end

refused = 0
function response(status)
  if status ~= 200 then
    refused = refused + 1
  end
end
