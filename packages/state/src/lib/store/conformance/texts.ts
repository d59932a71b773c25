/** What a store is most likely to change: none of it may. */
export const hostileTexts: readonly string[] = [
  '{"n":12345678901234567890,"m":-0,"o":1.0,"p":1E+2}',
  '{"n":1e400,"tiny":1e-400}',
  '{"a":1,"a":2,"A":3}',
  '{"b":1,"a":2,"10":3,"2":4,"__proto__":5}',
  String.raw`{"a":"\u0000","b":"x\u0000y\u0001"}`,
  String.raw`{"a":"\ud800","b":"\udfff\ud800","c":"\ud83d\ude00","d":"\/\u0041"}`,
  '{"a":"👩‍👩‍👧‍👦 é e\u0301 ﬀ 漢字 🇩🇪"}',
  '{"a":"\u2028\u2029\ufeff\uffff\u007f\u0085\u00a0"}',
  '\ufeff{}',
  ' {\t"a" :\r\n 1 }\n\n',
  '""',
  '',
  ' ',
  'null',
  `'; drop table records; -- " \\ % _ $1 ?1 :a`,
  `{"long":"${'0123456789abcdeé'.repeat(65_536)}"}`,
];
