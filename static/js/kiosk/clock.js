/** The city's time and day, in the language of the moment. */
const ZONE = "Asia/Shanghai";
const LOCALES = { zh: "zh-CN", en: "en-GB" };

export function timeText(moment) {
  return new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(moment);
}

export function dateText(moment, language) {
  const part = (options) => new Intl.DateTimeFormat(LOCALES[language], { timeZone: ZONE, ...options }).format(moment);
  return `${part({ month: "long", day: "numeric" })} ${part({ weekday: "short" })}`;
}

/** Calls `show` now and at every second from then on. */
export function everySecond(show) {
  show();
  setInterval(show, 1000);
}
