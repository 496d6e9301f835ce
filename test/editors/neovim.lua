-- What a person does in Neovim, one after the other; what came of it is written to $HYDRASCOPE_REPORT as JSON. Neovim
-- was started with the recipe of docs/editors.md in the folder of the configs.
local report = {}

local function wait(what, until_)
  if not vim.wait(15000, until_, 20) then error('never came: ' .. what) end
end

local function clients()
  return (vim.lsp.get_clients or vim.lsp.get_active_clients)()
end

local function place(mark, shift)
  vim.api.nvim_win_set_cursor(0, { 1, 0 })
  local line, column = unpack(vim.fn.searchpos('\\V' .. mark, 'cW'))
  assert(line > 0, mark .. ' is not there')
  vim.api.nvim_win_set_cursor(0, { line, column - 1 + (shift or 0) })
end

local function ask(method, params)
  local answers = vim.lsp.buf_request_sync(0, method, params, 15000)
  for _, answer in pairs(answers or {}) do
    assert(not answer.err, method .. ': ' .. vim.inspect(answer.err))
    return answer.result
  end
  error(method .. ' was not answered')
end

local function messages()
  return vim.tbl_map(function(each) return each.message end, vim.diagnostic.get(0))
end

local function lines()
  return vim.api.nvim_buf_get_lines(0, 0, -1, false)
end

local function run()
  vim.cmd('edit configs/mamba.yaml')
  wait('the server', function()
    local client = clients()[1]
    return client ~= nil and client.server_capabilities ~= nil and client.initialized ~= false
  end)
  report.filetype = vim.bo.filetype
  report.offset_encoding = clients()[1].offset_encoding
  -- Wide letters before a place: both have to count alike.
  vim.api.nvim_buf_set_lines(0, 0, 0, false, { '# 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 — 日本' })

  place('seq_len: 1024', 2)
  vim.lsp.buf.hover()
  wait('the hover', function()
    for _, window in ipairs(vim.api.nvim_list_wins()) do
      if vim.api.nvim_win_get_config(window).relative ~= '' then
        report.hover = vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false)
        vim.api.nvim_win_close(window, true)
        return true
      end
    end
    return false
  end)

  place('type: "mamba"', 7)
  local completed = ask('textDocument/completion', vim.lsp.util.make_position_params(0, clients()[1].offset_encoding))
  report.completion = vim.tbl_map(function(each) return each.label end, completed.items or completed)

  vim.cmd([[%s/type: "mamba"/type: "manba"  # 日本/]])
  wait('the diagnostics', function() return #messages() > 0 end)
  report.diagnostics = messages()

  place('"manba"', 1)
  local range = vim.lsp.util.make_range_params(0, clients()[1].offset_encoding)
  range.context = { diagnostics = {} }
  local actions = ask('textDocument/codeAction', range)
  report.actions = vim.tbl_map(function(each) return each.title end, actions)
  vim.lsp.util.apply_workspace_edit(actions[1].edit, clients()[1].offset_encoding)
  wait('the fix', function() return #messages() == 0 end)
  report.fixed = vim.fn.getline(vim.fn.search('^type:', 'cw'))

  place('seq_len: 1024', 0)
  vim.lsp.buf.rename('context')
  wait('the rename', function() return vim.fn.search('^context: 1024', 'cw') > 0 end)
  report.renamed = vim.tbl_filter(function(line) return line:match('^context') ~= nil end, lines())
  vim.cmd('silent wall')
  vim.cmd('edit configs/data.yaml')
  report.base = vim.tbl_filter(function(line) return line:match('^context') ~= nil end, lines())

  place('context', 2)
  -- Files that the rename wrote are on the disk, where the server looks by itself from time to time.
  for _ = 1, 100 do
    local found = ask('textDocument/references', vim.tbl_extend('force',
      vim.lsp.util.make_position_params(0, clients()[1].offset_encoding), { context = { includeDeclaration = true } }))
    report.references = #found
    if #found > 1 then break end
    vim.wait(100)
  end
  report.client_messages = vim.split(vim.fn.execute('messages'), '\n')
end

local ok, problem = xpcall(run, debug.traceback)
if not ok then report.problem = problem end
local file = io.open(os.getenv('HYDRASCOPE_REPORT'), 'w')
file:write((vim.json and vim.json.encode or vim.fn.json_encode)(report))
file:close()
vim.cmd('qall!')
