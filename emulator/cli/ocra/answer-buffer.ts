/**
 * Answers of `ocra --batch` on their way out, as bytes.
 */
const CAPACITY = 131_072;

function responseText(digits: string): string {
  return `{"response":"${digits}"}\n`;
}

/** Where the digits stand in an answer. */
const DIGITS_AT = responseText('0').indexOf('0');

export class AnswerBuffer {
  readonly #bytes = Buffer.allocUnsafe(CAPACITY);
  readonly #write: (bytes: Uint8Array) => void;
  #length = 0;

  constructor(write: (bytes: Uint8Array) => void) {
    this.#write = write;
  }

  response(digits: string): void {
    this.#text(responseText(digits));
  }

  error(code: string, message: string): void {
    this.#text(`${JSON.stringify({ error: { code, message } })}\n`);
  }

  /** @param lines responses of so many digits, a line feed behind each */
  responses(lines: Uint8Array, digits: number): void {
    const answer = Buffer.from(responseText('0'.repeat(digits)));
    const lineBytes = digits + 1;
    for (let at = 0; at < lines.length; ) {
      this.#makeRoom(answer.length);
      const room = Math.floor((CAPACITY - this.#length) / answer.length);
      const end = Math.min(lines.length, at + room * lineBytes);
      const begin = this.#length;
      this.#length += ((end - at) / lineBytes) * answer.length;
      this.#bytes.fill(answer, begin, this.#length);
      for (let place = begin + DIGITS_AT; at < end; place += answer.length, at += lineBytes)
        for (let index = 0; index < digits; index += 1)
          this.#bytes[place + index] = lines[at + index] as number;
    }
  }

  /** Writes out what is in it. */
  flush(): void {
    const written = this.#bytes.subarray(0, this.#length);
    this.#length = 0;
    this.#write(written);
  }

  #text(text: string): void {
    this.#makeRoom(3 * text.length);
    this.#length += this.#bytes.write(text, this.#length);
  }

  #makeRoom(bytes: number): void {
    if (this.#length + bytes > CAPACITY) this.flush();
  }
}
