/** How freely a model chooses, set by hand: in the Write room and in the Music room. */
export const hand = {
  'hand.hand': 'By hand',
  'hand.count': '{count} set',
  'hand.temperature': 'Temperature',
  'hand.temperature.help': '1 is as the model learnt it; lower is safer.',
  'hand.top_k': 'Top-k',
  'hand.top_k.help': 'Only so many of the likeliest.',
  'hand.all': 'all',
  'hand.top_p': 'Top-p',
  'hand.top_p.help': 'Only the likeliest that together have this probability.',
  'hand.min_p': 'Min-p',
  'hand.min_p.help': 'Only those at least this likely beside the likeliest.',
  'hand.repetition': 'Repetition',
  'hand.repetition.help': 'What came shortly before is so many times less likely; 1 leaves it.',
  'hand.loop': 'Loops',
  'hand.loop.help': 'How strongly longer passages are kept from coming again; 0 lets them.',
} as const;
