/**
 * Keeps the place of whoever reads a part of the page that w-swap replaces: which parts are folded, and
 * where the focus is. Nothing that Wagtail ships does so.
 *
 * <div id="status" data-controller="newswire-steady"
 *   data-action="focusin->newswire-steady#noteFocus toggle->newswire-steady#noteFold:capture
 *                w-swap:success->newswire-steady#restore">
 */
class SteadyController extends window.StimulusModule.Controller {
  initialize() {
    this.folds = new Map();
    this.focused = '';
  }

  noteFocus(event) {
    this.focused = event.target.id;
  }

  noteFold(event) {
    this.folds.set(event.target.id, event.target.open);
  }

  restore() {
    for (const part of this.element.querySelectorAll('details[id]')) {
      if (this.folds.has(part.id)) part.open = this.folds.get(part.id);
    }
    // Focus that was elsewhere stays there; what had it here is gone with what was replaced.
    if (document.activeElement !== document.body || !this.focused) return;
    const focused = this.focused;
    const again = document.getElementById(focused);
    // It may have moved into a part that is folded, where nothing but its summary takes the focus.
    const folded = again?.closest('details:not([open])');
    const next = folded ? folded.querySelector('summary') : again || this.element.querySelector('summary');
    if (next) next.focus({ preventScroll: true });
    if (folded) this.focused = focused; // and it may come out again
  }
}

window.wagtail.app.register('newswire-steady', SteadyController);
