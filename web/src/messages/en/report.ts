/** What can be measured of a work: in the Write room and in the gallery. */
export const report = {
  'report.report': 'Report',
  'report.busy': 'Measuring …',
  'report.again': 'Measure again',
  'report.against': 'Compared with',
  'report.learnt': 'what its model learnt from',
  'report.measure': 'Measure',
  'report.here': 'here',
  'report.people': 'people',
  'report.kept': '{form}: keeps its form.',
  'report.broken': '{form}: leaves its form here.',
  'report.line': 'Line {line}:',
  'report.others-text':
    'Beside it: the middle half of {count} held-out passages of {dataset} that are as long.',
  'report.others-music': 'Beside it: the middle half of {count} held-out pieces of {dataset}.',
} as const;
