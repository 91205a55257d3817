export const api = {
  'api.gone': '工作室没有回应。',
  'api.gone.hint': '它可能已经停止。重新启动即可，页面上的内容不会丢失。',
  'api.locked': '这个浏览器没有打开工作室的钥匙。',
  'api.locked.hint': '请重新启动工作室，打开它给出的地址。',
  'api.too-big': '“{name}”有 {size}，这里一次最多接收 {most}。',
  'api.too-big.hint': '请选择小一些的文件。',
  'api.no-place': '这个地址没有通向任何东西；请从房间里的链接进入。',
  'api.strange': '工作室的回应这个页面看不懂（{status}）。',
  'api.strange.hint': '请刷新页面。如果再次出现，工作室的日志里有更多说明。',
} as const;
