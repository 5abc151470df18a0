/**
 * A Security Code Card on a server.
 */
import type { SecurityCodeCard } from '../twin/security-code-card.js';
import { CardContact } from './card-contact.js';
import { checkOrigin, type Origin, type TwinSummary } from './hosted-twin.js';

export interface HostedCodeCardParts {
  readonly id: string;
  readonly origin: Origin;
  readonly name: string;
  readonly twin: SecurityCodeCard;
}

export class HostedCodeCard {
  readonly kind = 'security-code-card';
  readonly summary: TwinSummary;
  readonly twin: SecurityCodeCard;
  readonly #contact: CardContact;

  constructor({ id, origin, name, twin }: HostedCodeCardParts) {
    this.twin = twin;
    const { serialNumber } = twin.card;
    this.summary = { id, kind: this.kind, name, profile: twin.profile.name, serialNumber, origin };
    this.#contact = new CardContact({ dscPlus: null, codeCard: twin });
  }

  checkOwn(): void {
    checkOrigin(this.summary.origin);
  }

  /** @see CardContact */
  onContact<T>(act: (contact: CardContact) => T): T {
    this.checkOwn();
    return act(this.#contact);
  }

  end(_reason: unknown): void {}
}
