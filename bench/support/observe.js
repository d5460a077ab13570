// What a page does until it is usable and after its form is sent: window.usable, blocked and shifts,
// and the milliseconds from the press to the next page, as a message to the console.
// Observers, because asking frame by frame would slow the page down.
{
  window.shifts = 0;
  window.blocked = 0;
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput } of list.getEntries()) shifts += hadRecentInput ? 0 : value;
  }).observe({ type: "layout-shift", buffered: true });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) blocked += Math.max(0, duration - 50);
  }).observe({ type: "longtask", buffered: true });

  const painted = (selector) => new Promise((resolve) => {
    const observer = new MutationObserver(look);
    const report = () => setTimeout(() => resolve(performance.now()));
    function look() {
      if (document.querySelector(selector)) {
        observer.disconnect();
        requestAnimationFrame(report);
      }
    }
    observer.observe(document, { childList: true, subtree: true });
    look();
  });
  window.usable = new Promise((resolve) => addEventListener("DOMContentLoaded", resolve))
    .then(() => painted("button[type=submit]"));
  addEventListener("click", ({ timeStamp }) => {
    sessionStorage.setItem("pressed", performance.timeOrigin + timeStamp);
  }, { capture: true });
  painted("[autocomplete=one-time-code]")
    .then((now) => console.debug(performance.timeOrigin + now - sessionStorage.getItem("pressed")));
}
