//! Traditional characters and what the mainland writes instead.
//!
//! One sign of writing in two spellings must be found by either, so search and
//! comparison fold the traditional to the simplified. The table holds the
//! commonest characters of everyday Chinese and of our own catalogues, chosen
//! by hand; a character it lacks still matches itself. It is only for
//! comparing: several traditional characters share one simplified, so it
//! must never be used to convert a text for reading.

/// Pairs of traditional and simplified, sorted by the traditional character.
const PAIRS: &str = "\
    丟丢 並并 乾干 亂乱 亙亘 亞亚 佈布 佔占 併并 來来 侖仑 侶侣 係系 倉仓 個个 們们 倫伦 偉伟 側侧 偵侦 \
    偽伪 傑杰 傘伞 備备 傢家 傭佣 傳传 債债 傷伤 傾倾 僅仅 僑侨 僱雇 價价 儀仪 億亿 儉俭 儘尽 償偿 優优 \
    儲储 兇凶 兌兑 兒儿 內内 兩两 冊册 凍冻 凜凛 凱凯 別别 刪删 則则 剛刚 剝剥 創创 劃划 劇剧 劉刘 劍剑 \
    劏㓥 劑剂 勁劲 動动 務务 勝胜 勞劳 勢势 勵励 勸劝 勻匀 匯汇 區区 協协 卹恤 卻却 卽即 厭厌 厲厉 參参 \
    叢丛 吳吴 吶呐 呂吕 員员 唸念 問问 啞哑 啟启 喚唤 喪丧 喫吃 喬乔 單单 嗎吗 嗚呜 嘆叹 嘗尝 嘩哗 嘮唠 \
    噓嘘 噸吨 嚇吓 嚮向 嚴严 囂嚣 囑嘱 國国 圍围 園园 圓圆 圖图 團团 執执 堅坚 報报 場场 塊块 塗涂 塵尘 \
    墊垫 墜坠 墮堕 墻墙 壓压 壞坏 壟垄 壢坜 壩坝 壯壮 壺壶 壽寿 夠够 夢梦 夾夹 奪夺 奮奋 妝妆 姦奸 婁娄 \
    婦妇 媽妈 嬌娇 嬤嬷 嬰婴 孃娘 孫孙 學学 實实 寧宁 審审 寫写 寬宽 寶宝 將将 專专 尋寻 對对 導导 屆届 \
    層层 屬属 岡冈 峯峰 島岛 峽峡 崗岗 嵐岚 嶄崭 嶺岭 巔巅 巖岩 帥帅 師师 帳帐 帶带 幀帧 幟帜 幣币 幫帮 \
    幹干 幾几 庫库 廁厕 廂厢 廚厨 廟庙 廠厂 廢废 廣广 廬庐 廳厅 弔吊 張张 強强 彈弹 彎弯 彙汇 彥彦 後后 \
    徑径 從从 徠徕 復复 徵征 徹彻 恆恒 恥耻 悅悦 悶闷 悽凄 惡恶 惱恼 惻恻 愛爱 愜惬 態态 慘惨 慣惯 慫怂 \
    慮虑 慶庆 慾欲 憂忧 憐怜 憑凭 憲宪 懇恳 應应 懶懒 懷怀 懸悬 懼惧 戀恋 戰战 戲戏 戶户 拋抛 挾挟 捨舍 \
    掃扫 掄抡 掙挣 掛挂 採采 揀拣 揚扬 換换 揮挥 損损 搖摇 搗捣 搶抢 撐撑 撓挠 撥拨 撲扑 撿捡 擁拥 擄掳 \
    擇择 擊击 擋挡 擔担 據据 擠挤 擣捣 擬拟 擰拧 擱搁 擲掷 擴扩 擺摆 擾扰 攏拢 攔拦 攜携 攝摄 攤摊 攪搅 \
    敗败 敵敌 數数 斂敛 斃毙 斬斩 斷断 於于 昇升 時时 晉晋 晝昼 暈晕 暢畅 暫暂 曆历 曉晓 曠旷 曬晒 書书 \
    會会 朧胧 朮术 東东 桿杆 梔栀 條条 棄弃 棗枣 棟栋 棧栈 棲栖 業业 極极 榦干 榮荣 構构 槍枪 槓杠 樁桩 \
    樂乐 樑梁 樓楼 標标 樣样 樸朴 樹树 橋桥 機机 橢椭 橫横 檔档 檢检 檯台 檸柠 檻槛 櫃柜 櫥橱 櫻樱 欄栏 \
    權权 歎叹 歐欧 歡欢 歲岁 歷历 歸归 殘残 殲歼 殺杀 殼壳 毀毁 毆殴 氈毡 氣气 氫氢 汙污 決决 沒没 況况 \
    洩泄 洶汹 淒凄 淚泪 淨净 淪沦 淵渊 淺浅 減减 測测 渾浑 湊凑 湧涌 湯汤 準准 溝沟 溫温 溼湿 滄沧 滅灭 \
    滬沪 滯滞 滲渗 滷卤 滾滚 滿满 漁渔 漢汉 漲涨 漸渐 漿浆 潑泼 潔洁 潤润 澀涩 澆浇 澗涧 澤泽 濃浓 濕湿 \
    濟济 濤涛 濫滥 濱滨 濺溅 瀉泻 瀋沈 瀏浏 瀝沥 瀰弥 瀾澜 灑洒 灘滩 灣湾 災灾 為为 烏乌 烴烃 無无 煉炼 \
    煒炜 煙烟 煩烦 熒荧 熱热 熾炽 燈灯 燉炖 燒烧 燙烫 營营 燦灿 燭烛 燻熏 爍烁 爐炉 爛烂 爭争 爺爷 爾尔 \
    牀床 牆墙 牽牵 犢犊 犧牺 狀状 狹狭 猙狰 猶犹 獃呆 獄狱 獅狮 獎奖 獨独 獵猎 獸兽 獻献 現现 瑣琐 瑩莹 \
    瑪玛 環环 瓊琼 瓏珑 甌瓯 甕瓮 產产 畝亩 畢毕 畫画 異异 當当 疇畴 疊叠 痙痉 瘋疯 瘓痪 療疗 癡痴 癢痒 \
    癥症 癮瘾 癱瘫 發发 皚皑 皰疱 皺皱 盃杯 盜盗 盞盏 盡尽 監监 盤盘 盪荡 眾众 睏困 睜睁 瞞瞒 瞼睑 矇蒙 \
    矚瞩 矯矫 硃朱 碩硕 確确 碼码 磚砖 磯矶 礎础 礙碍 礦矿 礫砾 礬矾 祿禄 禍祸 禦御 禮礼 禿秃 秈籼 稅税 \
    稈秆 稟禀 種种 稱称 穀谷 積积 穎颖 穩稳 穫获 窩窝 窪洼 窮穷 竄窜 竅窍 竊窃 竪竖 競竞 筆笔 筍笋 節节 \
    範范 築筑 簍篓 簡简 簫箫 簽签 簾帘 籃篮 籌筹 籠笼 籤签 籬篱 籲吁 粵粤 糞粪 糧粮 糾纠 紀纪 約约 紅红 \
    紋纹 納纳 紐纽 紓纾 純纯 紗纱 紙纸 級级 紛纷 紡纺 紮扎 細细 紳绅 紹绍 終终 組组 絆绊 結结 絕绝 絞绞 \
    絡络 給给 統统 絲丝 綁绑 經经 綜综 綠绿 維维 綱纲 網网 綵彩 綻绽 綽绰 綿绵 緊紧 緋绯 緒绪 線线 緝缉 \
    締缔 緣缘 編编 緩缓 緯纬 練练 縛缚 縣县 縫缝 縮缩 縱纵 縷缕 總总 績绩 織织 繞绕 繡绣 繩绳 繪绘 繫系 \
    繳缴 繼继 繽缤 續续 纏缠 纖纤 纜缆 罈坛 罰罚 罵骂 罷罢 羅罗 羨羡 義义 習习 翹翘 聖圣 聞闻 聯联 聰聪 \
    聲声 聳耸 職职 聽听 聾聋 肅肃 脅胁 脈脉 脣唇 脫脱 腎肾 腡脶 腦脑 腫肿 腳脚 腸肠 膚肤 膠胶 膩腻 膽胆 \
    膿脓 臉脸 臏膑 臟脏 臥卧 臨临 臺台 與与 興兴 舉举 舊旧 艙舱 艱艰 芻刍 茲兹 荊荆 莊庄 莖茎 菸烟 萊莱 \
    萬万 葉叶 葷荤 蒞莅 蒼苍 蓋盖 蓮莲 蔔卜 蔣蒋 蔥葱 蔭荫 蕩荡 薑姜 薔蔷 薦荐 薩萨 藍蓝 藝艺 藥药 藹蔼 \
    蘆芦 蘇苏 蘊蕴 蘋苹 蘭兰 蘿萝 處处 虛虚 號号 虧亏 蛻蜕 蝕蚀 蝦虾 螞蚂 蟬蝉 蟲虫 蟻蚁 蠅蝇 蠍蝎 蠟蜡 \
    蠶蚕 蠻蛮 衆众 術术 衛卫 衝冲 袞衮 裊袅 裏里 補补 裝装 裡里 製制 複复 褲裤 褻亵 襖袄 襪袜 襯衬 見见 \
    規规 視视 親亲 覺觉 覽览 觀观 觸触 訂订 訃讣 計计 訊讯 訓训 託托 記记 訛讹 訝讶 訟讼 訣诀 訪访 設设 \
    許许 訴诉 診诊 註注 詐诈 評评 詛诅 詞词 詠咏 詢询 試试 詩诗 詬诟 話话 該该 詳详 誇夸 誌志 認认 誕诞 \
    誘诱 語语 誠诚 誤误 誦诵 說说 誰谁 課课 誼谊 調调 請请 諒谅 論论 諜谍 諷讽 諸诸 諾诺 謀谋 謂谓 謊谎 \
    謎谜 謗谤 謙谦 講讲 謝谢 謠谣 謬谬 謹谨 譁哗 證证 譏讥 識识 譜谱 譯译 議议 譴谴 護护 譽誉 讀读 變变 \
    讎雠 讒谗 讓让 讚赞 讜谠 豈岂 豎竖 豐丰 豔艳 豬猪 貓猫 貝贝 貞贞 負负 財财 貢贡 貧贫 貨货 販贩 貪贪 \
    貫贯 責责 貯贮 貴贵 買买 費费 貼贴 貿贸 賀贺 賄贿 資资 賊贼 賑赈 賓宾 賜赐 賞赏 賠赔 賣卖 賤贱 賦赋 \
    質质 賬账 賴赖 賺赚 購购 賽赛 贅赘 贈赠 贊赞 贍赡 贏赢 趕赶 趙赵 趨趋 跡迹 踐践 踴踊 蹟迹 蹤踪 蹺跷 \
    躉趸 躋跻 躍跃 軀躯 車车 軋轧 軌轨 軍军 軒轩 軟软 軸轴 較较 載载 輓挽 輔辅 輕轻 輛辆 輩辈 輪轮 輯辑 \
    輸输 輻辐 轄辖 轉转 轍辙 轎轿 轟轰 辦办 辭辞 辮辫 辯辩 農农 迴回 逕迳 這这 週周 遊游 過过 達达 違违 \
    遙遥 遞递 遠远 適适 遷迁 選选 遺遗 邁迈 還还 邊边 郟郏 郵邮 鄉乡 鄧邓 鄭郑 鄰邻 鄲郸 醃腌 醜丑 醞酝 \
    醫医 醬酱 釀酿 釋释 釘钉 針针 鈎钩 鈔钞 鈣钙 鈴铃 鉀钾 鉛铅 鉤钩 銀银 銅铜 銘铭 銜衔 銷销 鋁铝 鋒锋 \
    鋤锄 鋪铺 鋸锯 鋼钢 錄录 錘锤 錢钱 錦锦 錨锚 錫锡 錯错 鍊炼 鍋锅 鍍镀 鍛锻 鍬锹 鍵键 鎊镑 鎖锁 鎢钨 \
    鎮镇 鏈链 鏑镝 鏟铲 鏡镜 鏽锈 鐘钟 鐮镰 鐲镯 鐵铁 鑄铸 鑒鉴 鑰钥 鑲镶 鑽钻 鑿凿 長长 門门 閃闪 閉闭 \
    開开 閒闲 間间 閘闸 閡阂 閣阁 閥阀 閨闺 閩闽 閱阅 閻阎 闆板 闊阔 闌阑 闐阗 闔阖 闖闯 關关 闢辟 陘陉 \
    陝陕 陣阵 陰阴 陳陈 陸陆 陽阳 隊队 階阶 際际 隨随 險险 隱隐 隴陇 隸隶 雋隽 雖虽 雙双 雛雏 雜杂 雞鸡 \
    離离 難难 雲云 電电 霑沾 霧雾 霽霁 靄霭 靈灵 靜静 鞏巩 鞦秋 韆千 韋韦 韌韧 韓韩 韻韵 響响 頁页 頂顶 \
    項项 順顺 須须 頌颂 預预 頑顽 頒颁 頓顿 頗颇 領领 頭头 頰颊 頸颈 頹颓 頻频 顆颗 題题 額额 顎颚 顏颜 \
    願愿 顛颠 類类 顧顾 顫颤 顯显 風风 颱台 颳刮 飄飘 飆飙 飛飞 飢饥 飯饭 飲饮 飼饲 飽饱 飾饰 餃饺 餅饼 \
    養养 餓饿 餘余 餡馅 館馆 餵喂 饅馒 饋馈 饑饥 饒饶 馬马 駁驳 駐驻 駕驾 駛驶 駝驼 駭骇 騎骑 騙骗 騰腾 \
    騷骚 騾骡 驅驱 驕骄 驗验 驚惊 驟骤 驢驴 驥骥 骯肮 髏髅 髒脏 髮发 鬆松 鬍胡 鬚须 鬢鬓 鬥斗 鬧闹 鬮阄 \
    鬱郁 魚鱼 魯鲁 魷鱿 鮮鲜 鯉鲤 鯊鲨 鰻鳗 鱷鳄 鳥鸟 鳳凤 鳴鸣 鴨鸭 鴿鸽 鵝鹅 鵲鹊 鶴鹤 鷄鸡 鷗鸥 鷹鹰 \
    鹵卤 鹹咸 鹼碱 鹽盐 麗丽 麥麦 麪面 麵面 麼么 黃黄 黌黉 點点 黨党 黴霉 黽黾 鼴鼹 齊齐 齒齿 齡龄 齣出 \
    齦龈 龍龙 龜龟 \
";

/// The simplified character for a traditional one; any other character as it is.
pub(super) fn simplified(character: char) -> char {
    if !('\u{4e00}'..='\u{9fff}').contains(&character) {
        return character;
    }
    // Each pair is three bytes, three bytes and a space: the table can be searched as it stands.
    let (mut low, mut high) = (0, PAIRS.len() / PAIR);
    while low < high {
        let middle = low.midpoint(high);
        let mut pair = PAIRS[middle * PAIR..].chars();
        match (pair.next(), pair.next()) {
            (Some(traditional), Some(simplified)) if traditional == character => return simplified,
            (Some(traditional), _) if traditional < character => low = middle + 1,
            _ => high = middle,
        }
    }
    character
}

/// Every pair: the traditional character and the simplified one.
pub(super) fn pairs() -> impl Iterator<Item = (char, char)> {
    PAIRS.split_whitespace().filter_map(|pair| {
        let mut pair = pair.chars();
        Some((pair.next()?, pair.next()?))
    })
}

/// Bytes of one pair with its space.
const PAIR: usize = 7;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_every_pair_is_found() {
        let mut last = '\0';
        for pair in PAIRS.split_whitespace() {
            assert_eq!(pair.len() + 1, PAIR, "{pair}");
            let (traditional, simple) =
                (pair.chars().next().unwrap(), pair.chars().nth(1).unwrap());
            assert!(last < traditional, "{pair}");
            assert_eq!(simplified(traditional), simple);
            // Folding twice changes nothing more.
            assert_eq!(simplified(simple), simple, "{pair}");
            last = traditional;
        }
        assert!(PAIRS.len() / PAIR > 900);
    }

    #[test]
    fn other_characters_stay() {
        for character in ['a', '我', '的', '一', '\u{9fff}', '\u{20000}', '🙂'] {
            assert_eq!(simplified(character), character);
        }
    }
}
