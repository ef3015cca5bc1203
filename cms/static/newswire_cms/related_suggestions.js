/* Suggestions below the items of a related news block: one press adds one. */
(() => {
  const { StreamBlockDefinition } = window.wagtailStreamField.blocks;
  let panels = 0;

  class Suggestions {
    constructor(block, { url, limit, words }) {
      Object.assign(this, { block, url, limit, words });
      panels += 1;
      this.panel = element('div', 'newswire-suggestions w-mt-4 w-mb-4');
      const heading = element('h4', 'w-label-3', words.heading);
      heading.id = `newswire-suggestions-${panels}`;
      this.panel.setAttribute('role', 'group');
      this.panel.setAttribute('aria-labelledby', heading.id);
      this.list = element('ul', 'w-list-none w-p-0');
      this.refresh = button(words.refresh, 'button button-small button-secondary', () => this.show());
      this.said = element('p', 'help');
      this.said.setAttribute('role', 'status');
      this.panel.append(heading, this.list, this.said, this.refresh);
    }

    /* Below all fields of the block: what is loaded later must not move one away from under the mouse. */
    place() {
      const items = this.block.container[0];
      items.after(this.panel);
      queueMicrotask(() => items.closest('.struct-block')?.append(this.panel)); // the other fields come after this one
      this.show();
    }

    async show(said = '') {
      const chosen = this.chosen();
      let found = [];
      let words = said;
      if (this.count() >= this.limit) {
        words = `${said} ${this.words.full}`.trim();
      } else {
        try {
          found = await this.ask(chosen);
          if (!found.length) words = `${said} ${this.words.none}`.trim();
        } catch {
          words = this.words.failed;
        }
      }
      this.list.replaceChildren(...found.map((page) => this.row(page)));
      this.said.textContent = words;
    }

    async ask(chosen) {
      const form = this.panel.closest('form');
      const query = new URLSearchParams({ form: form.getAttribute('action') || window.location.pathname });
      topics(form).forEach((topic) => query.append('topic', topic));
      chosen.forEach((id) => query.append('chosen', id));
      const answer = await fetch(`${this.url}?${query}`, { headers: { 'X-Requested-With': 'XMLHttpRequest' } });
      if (!answer.ok) throw new Error(answer.status);
      return (await answer.json()).suggestions;
    }

    row(page) {
      const words = filled(this.words.add, { title: page.adminTitle, date: page.date });
      const row = element('li', 'w-mt-2');
      row.append(button(words, 'button button-small button-secondary', () => this.add(page)));
      return row;
    }

    async add(page) {
      if (this.chosen().map(String).includes(String(page.id))) {
        await this.show(); // it was chosen by hand meanwhile
        return;
      }
      const value = { page, title: '', summary: '' };
      this.block.insert({ type: 'page', value, id: uuid() }, this.block.children.length);
      await this.show(filled(this.words.added, { title: page.adminTitle }));
      (this.list.querySelector('button') || this.refresh).focus();
    }

    chosen() {
      const states = this.block.getState().filter((child) => child.type === 'page');
      return states.map((child) => child.value.page?.id).filter(Boolean);
    }

    count() {
      return this.block.getState().length;
    }
  }

  function topics(form) {
    const rows = [...form.querySelectorAll('input[name^="article_topics-"][name$="-topic"]')];
    const kept = (row) => form.elements[row.name.replace(/-topic$/, '-DELETE')]?.value !== '1';
    return rows.filter((row) => row.value && kept(row)).map((row) => row.value);
  }

  /* crypto.randomUUID is there over https alone. */
  function uuid() {
    const random = (digit) => digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)));
    return '10000000-1000-4000-8000-100000000000'.replace(/[018]/g, (digit) => random(digit).toString(16));
  }

  /* By a function: in a text that replaces another, "$$" and "$&" have a meaning of their own. */
  function filled(words, values) {
    return words.replace(/\{(title|date)\}/g, (_, name) => values[name]);
  }

  function element(tag, classes, words = '') {
    const made = document.createElement(tag);
    made.className = classes;
    made.textContent = words;
    return made;
  }

  function button(words, classes, press) {
    const made = element('button', classes, words);
    made.type = 'button';
    made.addEventListener('click', press);
    return made;
  }

  class RelatedItemsBlockDefinition extends StreamBlockDefinition {
    render(placeholder, prefix, initialState, initialError) {
      const block = super.render(placeholder, prefix, initialState, initialError);
      new Suggestions(block, this.meta.suggestions).place();
      return block;
    }
  }

  window.telepath.register('newswire.cms.RelatedItemsBlock', RelatedItemsBlockDefinition);
})();
