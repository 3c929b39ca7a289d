-- A user's session in headless Neovim, with the very configuration that editors/neovim gives users.
--
--   CAIRN_SESSION=session.json CAIRN_SERVER=… nvim --headless -u NONE -c 'luafile tests/clients/neovim.lua'
--
-- The session says what to open and what to expect; see fixture/session.json. Prints one line a step and ends with
-- exit code 0, or 1 at the first step that fails.

local source = debug.getinfo(1, 'S').source:sub(2)
local checkout = vim.fn.fnamemodify(source, ':p:h:h:h')
local session = vim.fn.json_decode(table.concat(vim.fn.readfile(os.getenv('CAIRN_SESSION')), '\n'))
local timeout_ms = session.timeout_ms or 60000

local function say(text) io.stdout:write(text .. '\n') end
local function fail(text)
  say('FAILED: ' .. text)
  vim.cmd('cquit 1')
end
local function wait_for(what, condition)
  local start = vim.loop.hrtime()
  if not vim.wait(timeout_ms, condition, 20) then fail('no ' .. what .. ' within ' .. timeout_ms .. ' ms') end
  return math.floor((vim.loop.hrtime() - start) / 1e6)
end

-- Puts the cursor on the first match of `place.line` (a Lua pattern), at `place.word` in it.
local function go_to(place)
  for number, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, false)) do
    if line:find(place.line) then
      local column = line:find(place.word, 1, true)
      if column then
        vim.api.nvim_win_set_cursor(0, { number, column - 1 + (place.offset or 0) })
        return
      end
    end
  end
  fail('no line matches ' .. place.line)
end

local function ask(method, extra)
  local params = vim.lsp.util.make_position_params()
  for key, value in pairs(extra or {}) do params[key] = value end
  local replies, problem = vim.lsp.buf_request_sync(0, method, params, timeout_ms)
  if not replies then fail(method .. ': ' .. tostring(problem)) end
  local _, reply = next(replies)
  if not reply or reply.err or reply.error then fail(method .. ': ' .. vim.inspect(reply)) end
  return reply.result
end

local exit_code
local start_client = vim.lsp.start_client
vim.lsp.start_client = function(config)
  local on_exit = config.on_exit
  config.on_exit = function(code, signal, id)
    exit_code = signal ~= 0 and 128 + signal or code
    if on_exit then on_exit(code, signal, id) end
  end
  return start_client(config)
end

vim.cmd('filetype on')
dofile(checkout .. '/editors/neovim/cairn.lua').setup({ cmd = { os.getenv('CAIRN_SERVER'), unpack(session.arguments or {}) } })
vim.cmd('edit ' .. vim.fn.fnameescape(session.root .. '/' .. session.file))
local buffer = vim.api.nvim_get_current_buf()
local published = 0
local publish = vim.lsp.handlers['textDocument/publishDiagnostics']
vim.lsp.handlers['textDocument/publishDiagnostics'] = function(...)
  published = published + 1
  return publish(...)
end

wait_for('client', function() return #vim.lsp.buf_get_clients(buffer) > 0 or next(vim.lsp.buf_get_clients(buffer)) ~= nil end)
local ms = wait_for('diagnostics after opening', function() return published > 0 end)
local before = #vim.diagnostic.get(buffer)
say(string.format('open: %d diagnostics after %d ms', before, ms))
if session.diagnostics and before ~= session.diagnostics then fail(vim.inspect(vim.diagnostic.get(buffer))) end

vim.api.nvim_buf_set_lines(buffer, -1, -1, false, { 'imt typo_of_ours;' })
ms = wait_for('diagnostics after a typo', function() return #vim.diagnostic.get(buffer) > before end)
local found = vim.diagnostic.get(buffer)
say(string.format('typo: "%s" after %d ms', found[#found].message, ms))
vim.cmd('undo')
ms = wait_for('diagnostics cleared after undo', function() return #vim.diagnostic.get(buffer) == before end)
say(string.format('undo: cleared after %d ms', ms))

go_to(session.hover)
local hover = ask('textDocument/hover')
if not hover then fail('no hover') end
local text = hover.contents.value
if not text:find(session.hover.expect, 1, true) then fail('hover says: ' .. text) end
say('hover: ' .. text:gsub('\n', ' | '))

go_to(session.references)
local references = ask('textDocument/references', { context = { includeDeclaration = true } })
say(string.format('references: %d', #references))
if #references < session.references.at_least then fail('expected at least ' .. session.references.at_least) end

go_to(session.completion)
local completion = ask('textDocument/completion')
local labels = {}
local has = false
for index, item in ipairs(completion.items) do
  if index <= 5 then labels[#labels + 1] = item.label end
  has = has or item.filterText == session.completion.expect
end
say(string.format('completion: %d items, first %s', #completion.items, table.concat(labels, ', ')))
if not has then fail(session.completion.expect .. ' is not among them') end

go_to(session.definition)
vim.lsp.buf.definition()
wait_for('jump to ' .. session.definition.expect, function()
  return vim.api.nvim_buf_get_name(0):sub(-#session.definition.expect) == session.definition.expect
end)
local cursor = vim.api.nvim_win_get_cursor(0)
say(string.format('definition: %s:%d: %s', session.definition.expect, cursor[1], vim.api.nvim_get_current_line()))
if not vim.api.nvim_get_current_line():find(session.definition.text, 1, true) then fail('not the line of the definition') end

vim.lsp.stop_client(vim.lsp.get_active_clients())
ms = wait_for('exit of the server', function() return exit_code ~= nil end)
say(string.format('exit: code %d after %d ms', exit_code, ms))
if exit_code ~= 0 then fail('exit code') end
vim.cmd('qall!')
