import type { Words } from '../../api/shapes';
import { DRUMS } from './score';

/** The sixteen families of General MIDI, eight instruments each, in English and Chinese. */
const FAMILIES: readonly [string, string, string, string][] = [
  [
    'Piano',
    '钢琴',
    'Grand piano|Bright piano|Electric grand|Honky-tonk|Electric piano 1|Electric piano 2|Harpsichord|Clavinet',
    '三角钢琴|明亮钢琴|电三角钢琴|酒吧钢琴|电钢琴 1|电钢琴 2|羽管键琴|击弦古钢琴',
  ],
  [
    'Chimes',
    '音钟',
    'Celesta|Glockenspiel|Music box|Vibraphone|Marimba|Xylophone|Tubular bells|Dulcimer',
    '钢片琴|钟琴|八音盒|颤音琴|马林巴|木琴|管钟|扬琴',
  ],
  [
    'Organ',
    '风琴',
    'Drawbar organ|Percussive organ|Rock organ|Church organ|Reed organ|Accordion|Harmonica|Bandoneon',
    '拉杆风琴|敲击风琴|摇滚风琴|管风琴|簧风琴|手风琴|口琴|班多钮',
  ],
  [
    'Guitar',
    '吉他',
    'Nylon guitar|Steel guitar|Jazz guitar|Clean guitar|Muted guitar|Overdriven guitar|Distorted guitar|Guitar harmonics',
    '尼龙弦吉他|钢弦吉他|爵士吉他|清音电吉他|闷音电吉他|过载吉他|失真吉他|吉他泛音',
  ],
  [
    'Bass',
    '贝司',
    'Acoustic bass|Fingered bass|Picked bass|Fretless bass|Slap bass 1|Slap bass 2|Synth bass 1|Synth bass 2',
    '原声贝司|指弹贝司|拨片贝司|无品贝司|击弦贝司 1|击弦贝司 2|合成贝司 1|合成贝司 2',
  ],
  [
    'Strings',
    '弦乐',
    'Violin|Viola|Cello|Double bass|Tremolo strings|Pizzicato strings|Harp|Timpani',
    '小提琴|中提琴|大提琴|低音提琴|震音弦乐|拨弦弦乐|竖琴|定音鼓',
  ],
  [
    'Ensemble',
    '合奏',
    'String ensemble|Slow strings|Synth strings 1|Synth strings 2|Choir|Voice oohs|Synth voice|Orchestra hit',
    '弦乐合奏|慢弦乐|合成弦乐 1|合成弦乐 2|合唱|人声“呜”|合成人声|乐队齐奏',
  ],
  [
    'Brass',
    '铜管',
    'Trumpet|Trombone|Tuba|Muted trumpet|French horn|Brass section|Synth brass 1|Synth brass 2',
    '小号|长号|大号|弱音小号|圆号|铜管组|合成铜管 1|合成铜管 2',
  ],
  [
    'Reeds',
    '簧管',
    'Soprano sax|Alto sax|Tenor sax|Baritone sax|Oboe|English horn|Bassoon|Clarinet',
    '高音萨克斯|中音萨克斯|次中音萨克斯|上低音萨克斯|双簧管|英国管|大管|单簧管',
  ],
  [
    'Pipes',
    '笛',
    'Piccolo|Flute|Recorder|Pan flute|Blown bottle|Shakuhachi|Whistle|Ocarina',
    '短笛|长笛|竖笛|排箫|吹瓶|尺八|口哨|陶笛',
  ],
  [
    'Synth lead',
    '合成主音',
    'Square lead|Saw lead|Calliope lead|Chiff lead|Charang lead|Voice lead|Fifths lead|Bass and lead',
    '方波主音|锯齿主音|汽笛主音|吹管主音|拨弦主音|人声主音|五度主音|贝司加主音',
  ],
  [
    'Synth pad',
    '合成铺底',
    'New age pad|Warm pad|Polysynth pad|Choir pad|Bowed pad|Metallic pad|Halo pad|Sweep pad',
    '新世纪铺底|温暖铺底|复音铺底|合唱铺底|弓弦铺底|金属铺底|光环铺底|扫频铺底',
  ],
  [
    'Effects',
    '效果',
    'Rain|Soundtrack|Crystal|Atmosphere|Brightness|Goblins|Echoes|Sci-fi',
    '雨声|电影音乐|水晶|氛围|明亮|精灵|回声|科幻',
  ],
  [
    'World',
    '民族',
    'Sitar|Banjo|Shamisen|Koto|Kalimba|Bagpipe|Fiddle|Shanai',
    '西塔尔|班卓琴|三味线|筝|卡林巴|风笛|民间提琴|唢呐',
  ],
  [
    'Percussion',
    '打击',
    'Tinkle bell|Agogo|Steel drums|Woodblock|Taiko|Melodic tom|Synth drum|Reverse cymbal',
    '铃铛|阿果果|钢鼓|木鱼|太鼓|旋律嗵鼓|合成鼓|反向镲',
  ],
  [
    'Noises',
    '声响',
    'Fret noise|Breath|Seashore|Bird|Telephone|Helicopter|Applause|Gunshot',
    '品格声|呼吸|海浪|鸟鸣|电话|直升机|掌声|枪声',
  ],
];

export interface Family {
  readonly name: Words;
  readonly instruments: readonly { readonly program: number; readonly name: Words }[];
}

/** Every instrument, family by family. */
export const families: readonly Family[] = FAMILIES.map(([en, zh, english, chinese], family) => {
  const names = chinese.split('|');
  return {
    name: { en, zh },
    instruments: english.split('|').map((each, k) => ({
      program: 8 * family + k,
      name: { en: each, zh: names[k] ?? each },
    })),
  };
});

export const drums: Words = { en: 'Drums', zh: '鼓' };

/** What an instrument is called. */
export function instrumentName(program: number): Words {
  if (program === DRUMS) return drums;
  return families[program >> 3]?.instruments[program & 7]?.name ?? drums;
}
