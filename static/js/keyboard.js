/*
 * The software keyboard (ソフトウェアキーボード, SKB-1) fills a password field without key events. One dialog serves
 * every field of the page. What is typed stands in the field alone: no attribute, no storage, no message carries it.
 */
(function () {
  "use strict";

  var GROUPS = [
    { name: "数字", rows: "1234567890" },
    { name: "英字", rows: "qwertyuiop asdfghjkl zxcvbnm" },
    { name: "記号", rows: "!\"#$%&'( )*+,-./: ;<=>?@[\\ ]^_`{|}~" }
  ];
  var NAMES = {
    "!": "エクスクラメーションマーク", "\"": "ダブルクォーテーション", "#": "シャープ", "$": "ドル", "%": "パーセント",
    "&": "アンパサンド", "'": "シングルクォーテーション", "(": "左かっこ", ")": "右かっこ", "*": "アスタリスク",
    "+": "プラス", ",": "カンマ", "-": "ハイフン", ".": "ピリオド", "/": "スラッシュ", ":": "コロン",
    ";": "セミコロン", "<": "小なり", "=": "イコール", ">": "大なり", "?": "クエスチョンマーク", "@": "アットマーク",
    "[": "左角かっこ", "\\": "バックスラッシュ(円記号)", "]": "右角かっこ", "^": "ハット", "_": "アンダーバー",
    "`": "バッククォート", "{": "左波かっこ", "|": "縦線", "}": "右波かっこ", "~": "チルダ"
  };
  var KEY = '<span class="keyboard__cell" role="gridcell"><button class="keyboard__key" type="button"></button></span>';
  var DIALOG = [
    '<div class="keyboard__dialog" role="dialog" aria-modal="true"',
    ' aria-labelledby="keyboard-title" aria-describedby="keyboard-target">',
    '<h2 class="keyboard__title" id="keyboard-title">パスワード用ソフトウェアキーボード</h2>',
    '<p class="keyboard__target" id="keyboard-target"></p>',
    '<p class="keyboard__typed"><span class="keyboard__dots" aria-hidden="true"></span>',
    '<span class="keyboard__count" role="status"></span></p>',
    '<div class="keyboard__keys" role="grid" aria-label="キー"></div>',
    '<div class="keyboard__tools">',
    '<button class="keyboard__tool keyboard__shift" type="button">大文字</button>',
    '<button class="keyboard__tool keyboard__back" type="button">1文字削除</button>',
    '<button class="keyboard__tool keyboard__clear" type="button">全消去</button>',
    '<label class="keyboard__choice"><input class="keyboard__tool keyboard__mix" type="checkbox">',
    "<span>キー配列をランダムにする</span></label>",
    '<button class="keyboard__tool keyboard__end" type="button">入力終了</button>',
    "</div></div>"
  ].join("");
  var ARROWS = { 37: [-1, 0], 38: [0, -1], 39: [1, 0], 40: [0, 1] };
  var TAB = 9;
  var ESCAPE = 27;

  var layer = document.createElement("div");
  var characters = [];
  var hushed = [];
  var current = 0;
  var capital = false;
  var shuffled = false;
  var keys, field, opener;

  function part(name) {
    return layer.querySelector(".keyboard__" + name);
  }

  function each(list, action) {
    var i;
    for (i = 0; i < list.length; i += 1) {
      action(list[i], i);
    }
  }

  // What is typed

  function fire(name) {
    var event = document.createEvent("Event");
    event.initEvent(name, true, false);
    field.dispatchEvent(event);
  }

  // The attribute is asked: where there is none, browsers disagree about the property. Nothing is ever >= NaN.
  function isFull() {
    return field.value.length >= parseInt(field.getAttribute("maxlength"), 10);
  }

  function tell() {
    var length = field.value.length;
    part("dots").textContent = new Array(length + 1).join("●");
    part("count").textContent = length + "文字入力済み" + (isFull() ? "(上限)" : "");
  }

  function put(value) {
    field.value = value;
    each(["input", "change"], fire);
    tell();
  }

  // The faces of the keys

  function faceOf(character) {
    return capital ? character.toUpperCase() : character;
  }

  function nameOf(face) {
    if (/[a-z]/i.test(face)) {
      return (capital ? "大文字の" : "小文字の") + face;
    }
    return NAMES[face] || face;
  }

  function paint() {
    part("shift").setAttribute("aria-pressed", String(capital));
    each(keys, function (key, place) {
      key.textContent = faceOf(characters[place]);
      key.setAttribute("aria-label", nameOf(key.textContent));
    });
  }

  // The order only has to differ from the one that an onlooker knows, so the plain generator is good enough.
  function mixed(order) {
    var fresh = [];
    each(order, function (character, count) {
      fresh.splice(Math.floor(Math.random() * (count + 1)), 0, character);
    });
    return fresh;
  }

  function arrange() {
    characters = [];
    each(GROUPS, function (group) {
      var own = group.rows.replace(/ /g, "").split("");
      characters = characters.concat(shuffled ? mixed(own) : own);
    });
    paint();
  }

  // By keyboard alone: one key is a stop of Tab; arrows lead to the others by where they stand on the screen

  function makeCurrent(place) {
    current = place;
    each(keys, function (key, other) {
      key.tabIndex = other === current ? 0 : -1;
    });
  }

  // Straight along the row, or to the key that is nearest in the next row; the other way is infinitely far.
  function distance(from, to, way) {
    var right = to.left + to.right - from.left - from.right;
    var down = to.top - from.top;
    if (way[0]) {
      return Math.abs(down) < from.height / 2 && right * way[0] > 0 ? Math.abs(right) : Infinity;
    }
    return down * way[1] > from.height / 2 ? Math.abs(down) * 1000 + Math.abs(right) : Infinity;
  }

  function move(way) {
    var from = keys[current].getBoundingClientRect();
    var best = keys[current];
    var least = Infinity;
    each(keys, function (key) {
      var far = distance(from, key.getBoundingClientRect(), way);
      if (far < least) {
        least = far;
        best = key;
      }
    });
    best.focus();
  }

  function goRound(step) {
    var stops = [keys[current]].concat([].slice.call(layer.querySelectorAll(".keyboard__tool")));
    var next = stops.indexOf(document.activeElement) + step;
    stops[(next + stops.length) % stops.length].focus();
  }

  function onKeyDown(event) {
    var way = ARROWS[event.keyCode];
    if (event.keyCode === ESCAPE) {
      close();
    } else if (event.keyCode === TAB) {
      goRound(event.shiftKey ? -1 : 1);
    } else if (way && document.activeElement === keys[current]) {
      move(way);
    } else {
      return;
    }
    event.preventDefault();
  }

  function onFocus(event) {
    var place = [].indexOf.call(keys, event.target);
    if (place >= 0) {
      makeCurrent(place);
    } else if (!layer.contains(event.target)) {
      keys[current].focus();
    }
  }

  // Opening and closing

  // The label's own words, without its mark 「※必須」.
  function labelOf(input) {
    return document.querySelector("label[for='" + input.id + "']").firstChild.textContent.trim();
  }

  // For readers that know nothing of aria-modal, the rest of the page falls silent.
  function hush() {
    hushed = [].filter.call(document.body.children, function (child) {
      return child !== layer && !child.hasAttribute("aria-hidden");
    });
    each(hushed, function (child) {
      child.setAttribute("aria-hidden", "true");
      child.setAttribute("inert", "");
    });
  }

  function wake() {
    each(hushed, function (child) {
      child.removeAttribute("aria-hidden");
      child.removeAttribute("inert");
    });
  }

  function open(button, input) {
    opener = button;
    field = input;
    capital = false;
    part("target").textContent = "入力先: " + labelOf(field);
    arrange();
    tell();
    document.body.appendChild(layer);
    hush();
    document.addEventListener("keydown", onKeyDown);
    document.addEventListener("focusin", onFocus);
    keys[0].focus();
  }

  function close() {
    document.removeEventListener("keydown", onKeyDown);
    document.removeEventListener("focusin", onFocus);
    wake();
    document.body.removeChild(layer);
    opener.focus();
  }

  // Building

  function rowOf(row) {
    return '<div class="keyboard__row" role="row">' + row.replace(/./g, KEY) + "</div>";
  }

  function build() {
    layer.className = "keyboard";
    layer.innerHTML = DIALOG;
    each(GROUPS, function (group) {
      part("keys").innerHTML += '<div class="keyboard__group" role="rowgroup" aria-label="' + group.name + '">' +
        group.rows.replace(/\S+/g, rowOf) + "</div>";
    });
    keys = layer.querySelectorAll(".keyboard__key");
  }

  function onPress(name, action) {
    part(name).addEventListener("click", action);
  }

  function listen() {
    onPress("keys", function (event) {
      var place = [].indexOf.call(keys, event.target);
      if (place >= 0 && !isFull()) {
        put(field.value + faceOf(characters[place]));
      }
    });
    onPress("shift", function () {
      capital = !capital;
      paint();
    });
    onPress("back", function () {
      put(field.value.slice(0, -1));
    });
    onPress("clear", function () {
      put("");
    });
    onPress("mix", function (event) {
      shuffled = event.currentTarget.checked;
      arrange();
    });
    onPress("end", close);
    // The focus does not follow the mouse: its ring would show an onlooker the last key.
    part("keys").addEventListener("mousedown", function (event) {
      event.preventDefault();
    });
  }

  function addOpener(input) {
    var button = document.createElement("button");
    button.type = "button";
    button.className = "keyboard-opener";
    button.setAttribute("aria-haspopup", "dialog");
    button.innerHTML = 'ソフトウェアキーボード<span class="keyboard-opener__field"></span>';
    button.lastChild.textContent = "(" + labelOf(input) + ")";
    button.addEventListener("click", function () {
      open(button, input);
    });
    input.parentNode.insertBefore(button, input.nextSibling);
  }

  build();
  listen();
  each(document.querySelectorAll("input[data-software-keyboard]"), addOpener);
}());
