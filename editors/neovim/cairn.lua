-- Starts Cairn for C and C++ files. Neovim 0.7.2 and later; needs no plugin.
--
--   dofile('/path/to/cairn/editors/neovim/cairn.lua').setup()
--
-- in init.lua, or with options: setup{cmd = {'/usr/local/bin/cairn', '--log=verbose'}}.
-- The program is the one that `./dev build` made in the same checkout, unless `cmd` names another.

local M = {}

local checkout = vim.fn.fnamemodify(debug.getinfo(1, 'S').source:sub(2), ':p:h:h:h')
local filetypes = { 'c', 'cpp' }
local root_markers = { 'compile_commands.json', 'build/compile_commands.json', '.cairn.json', '.git' }

-- The nearest folder above `path` that holds a root marker; the markers are tried in order.
local function find_root(path)
  local folder = vim.fn.fnamemodify(path, ':p:h')
  for _, marker in ipairs(root_markers) do
    local found = vim.fn.findfile(marker, folder .. ';')
    if found == '' then found = vim.fn.finddir(marker, folder .. ';') end
    if found ~= '' then
      local absolute = vim.fn.fnamemodify(found, ':p'):gsub('/$', '')
      return absolute:sub(1, #absolute - #marker - 1)
    end
  end
  return folder
end

local function map(buffer, keys, action)
  vim.api.nvim_buf_set_keymap(buffer, 'n', keys, '<cmd>lua vim.lsp.buf.' .. action .. '()<cr>', { noremap = true })
end

-- What newer versions set by themselves.
local function on_attach(_, buffer)
  vim.api.nvim_buf_set_option(buffer, 'omnifunc', 'v:lua.vim.lsp.omnifunc')
  map(buffer, 'K', 'hover')
  map(buffer, 'gd', 'definition')
  map(buffer, 'gD', 'declaration')
  map(buffer, 'gr', 'references')
end

-- Neovim 0.7 to 0.10: one client for each root.
local function setup_by_hand(cmd)
  local clients = {}
  local function attach(buffer)
    local path = vim.api.nvim_buf_get_name(buffer)
    if path == '' then return end
    local root = find_root(path)
    if not clients[root] then
      clients[root] = vim.lsp.start_client({
        name = 'cairn',
        cmd = cmd,
        root_dir = root,
        on_attach = on_attach,
        on_exit = function() clients[root] = nil end,
      })
    end
    if clients[root] then vim.lsp.buf_attach_client(buffer, clients[root]) end
  end
  vim.api.nvim_create_autocmd('FileType', {
    group = vim.api.nvim_create_augroup('cairn', { clear = true }),
    pattern = filetypes,
    callback = function(event) attach(event.buf) end,
  })
end

function M.setup(options)
  local cmd = (options or {}).cmd or { checkout .. '/build/release/bin/cairn' }
  if vim.fn.has('nvim-0.11') == 1 then
    vim.lsp.config('cairn', { cmd = cmd, filetypes = filetypes, root_markers = root_markers })
    vim.lsp.enable('cairn')
  else
    setup_by_hand(cmd)
  end
end

return M
