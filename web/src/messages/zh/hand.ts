/** How freely a model chooses, set by hand: in the Write room and in the Music room. */
export const hand = {
  'hand.hand': '逐项设定',
  'hand.count': '已设 {count} 项',
  'hand.temperature': '温度',
  'hand.temperature.help': '1 是模型学到的样子；越低越稳。',
  'hand.top_k': '前几名（top-k）',
  'hand.top_k.help': '只取最可能的前几个。',
  'hand.all': '全部',
  'hand.top_p': '概率和（top-p）',
  'hand.top_p.help': '只取合起来有这么大概率的最可能的那些。',
  'hand.min_p': '概率比（min-p）',
  'hand.min_p.help': '只取与最可能的相比至少这么可能的。',
  'hand.repetition': '重复惩罚',
  'hand.repetition.help': '刚出现过的，可能性除以这个数；1 为不变。',
  'hand.loop': '循环惩罚',
  'hand.loop.help': '多用力避免较长的段落再来一遍；0 为不管。',
} as const;
