// What a browser keeps of a conversation: the draft and what was not sent yet. Keys begin with `chat:`; signing out
// removes them. Where storage is forbidden, all works until the page is closed.

export class Store {
  constructor(conversation) {
    this.prefix = `chat:${conversation}:`;
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
