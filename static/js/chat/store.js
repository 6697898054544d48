// What a browser keeps of a person's conversation: the draft and what was not sent yet. Keys begin with `chat:`;
// signing out removes them (app.js). Where storage is forbidden, all works until the page is closed.

export class Store {
  constructor(viewer, conversation) {
    this.prefix = `chat:${viewer}:${conversation}:`;
    this.forgetOthers(`chat:${viewer}:`);
  }

  // Whoever had this device before and did not sign out.
  forgetOthers(mine) {
    try {
      const others = Object.keys(localStorage).filter((key) => key.startsWith("chat:") && !key.startsWith(mine));
      for (const key of others) localStorage.removeItem(key);
    } catch {
      // forbidden: nothing was kept
    }
  }

  read(name, otherwise) {
    try {
      return JSON.parse(localStorage.getItem(this.prefix + name)) ?? otherwise;
    } catch {
      return otherwise;
    }
  }

  write(name, value) {
    try {
      if (value === "" || value?.length === 0) localStorage.removeItem(this.prefix + name);
      else localStorage.setItem(this.prefix + name, JSON.stringify(value));
    } catch {
      // full or forbidden: memory still has it
    }
  }

  // Two pages may hold the same conversation, so one message is added or taken, never the whole list replaced.
  keep(message) {
    this.write("unsent", [...this.unsent().filter((one) => one.client_id !== message.client_id), message]);
  }

  drop(message) {
    this.write("unsent", this.unsent().filter((one) => one.client_id !== message.client_id));
  }

  unsent() {
    return this.read("unsent", []);
  }
}
