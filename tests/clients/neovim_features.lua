-- What else a user of Neovim 0.7 reaches from the keyboard, each through the command that users have.
--
--   CAIRN_ROOT=tests/data/features CAIRN_SERVER=… nvim --headless -u NONE -c 'luafile tests/clients/neovim_features.lua'
--
-- Prints one line a step and ends with exit code 0, or 1 at the first step that fails.

local source = debug.getinfo(1, 'S').source:sub(2)
local checkout = vim.fn.fnamemodify(source, ':p:h:h:h')
local root = vim.fn.fnamemodify(os.getenv('CAIRN_ROOT'), ':p'):gsub('/$', '')
local timeout_ms = 60000

local function say(text) io.stdout:write(text .. '\n') end
local function fail(text)
  say('FAILED: ' .. text)
  vim.cmd('cquit 1')
end
local function wait_for(what, condition)
  if not vim.wait(timeout_ms, condition, 20) then fail('no ' .. what .. ' within ' .. timeout_ms .. ' ms') end
end
local function expect(what, actual, expected)
  if not vim.deep_equal(actual, expected) then
    fail(what .. ': ' .. vim.inspect(actual) .. ', not ' .. vim.inspect(expected))
  end
  say(what .. ': ' .. vim.inspect(actual):gsub('%s+', ' '))
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

-- Puts the cursor on `word` in the first line that contains `text`.
local function go_to(text, word, offset)
  for number, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, false)) do
    if line:find(text, 1, true) then
      vim.api.nvim_win_set_cursor(0, { number, line:find(word, 1, true) - 1 + (offset or 0) })
      return
    end
  end
  fail('no line contains ' .. text)
end

local function place()
  return vim.fn.fnamemodify(vim.api.nvim_buf_get_name(0), ':t') .. ':' .. vim.api.nvim_win_get_cursor(0)[1]
end

-- Runs a command of vim.lsp.buf that jumps, and says where to.
local function jump(action)
  local before = place()
  vim.lsp.buf[action]()
  wait_for(action, function() return place() ~= before end)
  return place()
end

-- The entries of the quickfix list that `action` fills, as sorted "file:line".
local function listed(action, of_location_list)
  vim.fn.setqflist({}, 'r')
  action()
  local items
  wait_for('list', function()
    items = of_location_list and vim.fn.getloclist(0) or vim.fn.getqflist()
    return #items > 0
  end)
  local lines = {}
  for _, item in ipairs(items) do
    lines[#lines + 1] = vim.fn.fnamemodify(vim.fn.bufname(item.bufnr), ':t') .. ':' .. item.lnum
  end
  table.sort(lines)
  vim.cmd('cclose')
  return lines, items
end

local function floating_text()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= '' then
      return table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false), '\n'), window
    end
  end
end

-- What a command of vim.lsp.buf shows in a floating window.
local function shown(action)
  vim.lsp.buf[action]()
  wait_for(action, floating_text)
  local text, window = floating_text()
  vim.api.nvim_win_close(window, true)
  return text
end

local function open(name)
  vim.cmd('edit ' .. vim.fn.fnameescape(root .. '/' .. name))
  wait_for('client', function() return next(vim.lsp.buf_get_clients(0)) ~= nil end)
  local client = select(2, next(vim.lsp.buf_get_clients(0)))
  wait_for('initialization', function() return client.initialized end)
  return client.resolved_capabilities, client.server_capabilities
end

vim.cmd('filetype on')
vim.o.hidden = true
dofile(checkout .. '/editors/neovim/cairn.lua').setup({ cmd = { os.getenv('CAIRN_SERVER') } })
local _, can = open('main.cpp')

go_to('shapes::add(', 'add')
expect('definition', jump('definition'), 'shapes.h:17')
open('main.cpp')
go_to('shapes::add(', 'add')
expect('declaration', jump('declaration'), 'shapes.h:17')
open('main.cpp')
if can.typeDefinitionProvider then
  go_to('sum += ', 'square')
  expect('type definition', jump('type_definition'), 'shapes.h:11')
end
if can.implementationProvider then
  open('shapes.h')
  go_to('sides() const = 0', 'sides')
  expect('implementation', jump('implementation'), 'shapes.h:12')
end
open('main.cpp')

go_to('sum += ', 'sum')
expect('references', (listed(vim.lsp.buf.references)), { 'main.cpp:4', 'main.cpp:5', 'main.cpp:6' })
open('main.cpp')
local _, symbols = listed(vim.lsp.buf.document_symbol)
expect('symbols', symbols[1].text, '[Function] total')
open('main.cpp')

go_to('shapes::add(', 'add')
local hover = shown('hover')
if not hover:find('int add(int left, int right)', 1, true) then fail('hover: ' .. hover) end
if not hover:find('Adds both numbers', 1, true) then fail('hover without its comment: ' .. hover) end
say('hover: ' .. hover:gsub('\n', ' | '))
if can.signatureHelpProvider then
  go_to('shapes::add(', '2')
  local signature = shown('signature_help')
  if not signature:find('add(int left, int right)', 1, true) then fail('signature: ' .. signature) end
  say('signature: ' .. signature:gsub('\n', ' | '))
end

go_to('sum += ', 'sum')
local highlights = vim.api.nvim_create_namespace('vim_lsp_references')
vim.lsp.buf.document_highlight()
local marks
wait_for('highlights', function()
  marks = vim.api.nvim_buf_get_extmarks(0, highlights, 0, -1, {})
  return #marks > 0
end)
expect('highlights', vim.tbl_map(function(mark) return mark[2] + 1 end, marks), { 4, 5, 6 })
vim.lsp.buf.clear_references()

-- The function behind CTRL-X CTRL-O, in insert mode; what it hands to complete() is what the menu shows.
go_to('sum += ', 'sides', 2)
local offered
local complete, mode = vim.fn.complete, vim.fn.mode
vim.fn.mode = function() return 'i' end
vim.fn.complete = function(column, items) offered = { column = column, items = items } end
expect('omnifunc', vim.lsp.omnifunc(1, ''), -2)
wait_for('completion', function() return offered ~= nil end)
vim.fn.complete, vim.fn.mode = complete, mode
expect('completion starts at', offered.column, vim.api.nvim_get_current_line():find('sides', 1, true))
if #offered.items == 0 or not offered.items[1].word:find('^sides') then fail(vim.inspect(offered.items)) end
say('completion: ' .. offered.items[1].word)

-- A local, whose rename needs no index, there and back.
if can.renameProvider then
  for _, names in ipairs({ { 'sum', 'amount' }, { 'amount', 'sum' } }) do
    go_to('int ' .. names[1], names[1])
    vim.lsp.buf.rename(names[2])
    wait_for('rename', function()
      return vim.api.nvim_buf_get_lines(0, 5, 6, false)[1] == '  return ' .. names[2] .. ';'
    end)
    expect('renamed', vim.api.nvim_buf_get_lines(0, 3, 5, false), {
      '  int ' .. names[2] .. ' = shapes::add(square.sides(), 2);',
      '  ' .. names[2] .. ' += square.sides();',
    })
  end
end

-- A typo, its diagnostic, and its repair by a code action.
vim.api.nvim_buf_set_lines(0, -1, -1, false, { 'int forgotten = 1', 'int last;' })
wait_for('diagnostic', function() return #vim.diagnostic.get(0) == 1 end)
expect('typo', vim.diagnostic.get(0)[1].message, "expected ';' after top level declarator")
if can.codeActionProvider then
  local titles
  vim.ui.select = function(actions, _, choose)
    titles = vim.tbl_map(function(action) return action[2].title end, actions)
    choose(actions[1])
  end
  go_to('forgotten', 'forgotten')  -- the diagnostics of the line go with the question
  vim.lsp.buf.code_action({ only = { 'quickfix' } })
  wait_for('repair', function() return vim.api.nvim_get_current_line() == 'int forgotten = 1;' end)
  expect('code actions', titles, { "insert ';'" })
  wait_for('clear', function() return #vim.diagnostic.get(0) == 0 end)
  say('cleared')
end

vim.lsp.stop_client(vim.lsp.get_active_clients())
wait_for('exit of the server', function() return exit_code ~= nil end)
expect('exit code', exit_code, 0)
vim.cmd('qall!')
