/** Words and number games that passwords are most often made of, in English and in Chinese. Written for this list. */

const ENGLISH = `
password passwort passwd passphrase pass word secret letmein login logon welcome admin administrator root user guest test tester
testing temp default changeme change master server system network internet computer laptop windows linux android iphone google
facebook wechat weixin alipay taobao tencent baidu huawei xiaomi apple microsoft office company work team manager boss
love iloveyou iloveu loveyou ilove lover forever always baby babe honey angel princess prince queen king kitty hello hallo
monkey dragon tiger lion eagle shark panda bear horse puppy dog cat kitten bird fish wolf pony
sunshine summer winter spring autumn flower rose lily star stars moon sun sky rainbow ocean river mountain snow fire water
football baseball basketball hockey soccer tennis golf liverpool chelsea arsenal barcelona madrid yankees lakers
michael jordan jennifer jessica michelle ashley daniel david thomas robert william james john george charlie andrew matthew
joshua anthony nicole amanda samantha hannah maria anna sophia oliver emma lucas peter alex alice mary
batman superman spiderman pokemon starwars matrix harry potter naruto hunter killer ninja shadow ghost phoenix
cookie cheese chocolate banana orange lemon peach cherry pepper ginger coffee pizza
purple yellow black white green blue silver golden diamond
money lucky happy smile friend friends family mother father sister brother mom dad life live home house
hockey freedom peace power magic music guitar rock metal jazz dance party
january february march april june july august september october november december
monday tuesday wednesday thursday friday saturday sunday
access trust trustno1 whatever nothing something someone everyone never ever good best cool super mega ultra
thisis this that is my mine your the and for you me not new old one two three four five six seven eight nine ten
abc xyz qwe asd zxc qaz wsx 1q2w3e 1q2w3e4r 1q2w3e4r5t q1w2e3 zaq12wsx 1qaz2wsx asdf qwer zxcv
p@ssw0rd passw0rd pa55word
`;

const CHINESE = `
mima wodemima mimashi shima mimamima woaini woaiwojia woaizhongguo wohenni aini ainiyiwannian ainiyibeizi woaiwo woaita zhongguo
zhonghua beijing shanghai guangzhou shenzhen hangzhou nanjing chengdu wuhan xianggang taiwan
tianxia tianxiadiyi tianxiawudi diyi wudi laozi laozitianxiadiyi laoda laoban laopo laogong baobei baobao xiaobao qinaide
nihao nimen women dajia xiexie zaijian wangji wangjile buzhidao zhidao meiyou shenme weishenme zenme
shengri shengrikuaile kuaile xingfu pingan jiankang facai gongxi gongxifacai wanshi wanshiruyi jixiang ruyi haoyun
xiaoming xiaohong zhangsan lisi wangwu zhangwei wangwei lina liuwei wangfang zhangmin lijing wangjing wangxiaoming
wangzhe wangzherongyao yuanshen yingxiong lianmeng chuanqi mengxiang weilai yongyuan pengyou xiongdi jiemei
baba mama gege jiejie didi meimei erzi nver haizi tongxue laoshi xuesheng gongsi yuangong
zhaoshangyinhang gongshang yinhang zhifubao denglu yonghu guanliyuan ceshi
520 1314 5201314 1314520 521 0520 666 6666 66666 888 8888 88888 168 1688 518 168168 147258 147258369 159357 110 119 120 114 10086 10010
12306 7758521 7758258 9958123 5211314 3344 201314 331 2008 2022
我爱你 我的密码 密码 你好 中国 我爱中国 天下第一 生日快乐 新年快乐 恭喜发财 万事如意 老公 老婆 宝贝 爸爸 妈妈 公司 管理员 测试
`;

const wordsOf = (text: string) => text.split(/\s+/).filter((word) => word !== "");

export const COMMON_WORDS: ReadonlySet<string> = new Set([...wordsOf(ENGLISH), ...wordsOf(CHINESE)]);
