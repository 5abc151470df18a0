/**
 * A client of the HTTP API of the emulator, typed, on fetch alone. Package entry `tokentwin/api-client`.
 *
 * Written by `npm run api-client` from the document of the API: change that, not this.
 */
import {
  type ApiRequest,
  answerBytes,
  answerText,
  type ServerEvent,
  serverEvents,
} from './client-request.js';
import type {
  AnswerToReset,
  BatteryCharge,
  Branch,
  CardValues,
  CommandApdu,
  FaultChanges,
  Frame,
  KeyStep,
  Lookup,
  NewSnapshot,
  NewTwin,
  OpenApiDocument,
  PastPoint,
  PrintFaults,
  ResponseApdu,
  ResponseShown,
  ServerInfo,
  Snapshot,
  SnapshotList,
  TimeStep,
  TwinList,
  TwinStatus,
  TwinSummary,
} from './client-types.js';

export { ApiProblem, type ServerEvent } from './client-request.js';
export type * from './client-types.js';

export class TokentwinClient {
  /**
   * @param url as in TOKENTWIN_API, without a slash at its end
   * @param token as in TOKENTWIN_TOKEN
   */
  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  /** What the server is, how many twins it has, requests that wait, and event streams. */
  async getServer(signal?: AbortSignal): Promise<ServerInfo> {
    return await this.#json({ method: 'GET', path: '/', signal });
  }

  /** This document. */
  async getDocument(signal?: AbortSignal): Promise<OpenApiDocument> {
    return await this.#json({ method: 'GET', path: '/openapi.json', signal });
  }

  /** Frames of all twins, and twins made and removed, as they happen. */
  streamEvents(lastEventId: number | null = null, signal?: AbortSignal): AsyncGenerator<ServerEvent> {
    return this.#events({ method: 'GET', path: '/events', lastEventId, signal });
  }

  /** Makes a twin in memory: a DSC+ on manual time, or a Security Code Card. */
  async createTwin(body: NewTwin = {}, signal?: AbortSignal): Promise<TwinSummary> {
    return await this.#json({ method: 'POST', path: '/twins', body, signal });
  }

  /** All twins, the oldest first. */
  async listTwins(signal?: AbortSignal): Promise<TwinList> {
    return await this.#json({ method: 'GET', path: '/twins', signal });
  }

  /** One twin. */
  async getTwin(id: string, signal?: AbortSignal): Promise<TwinSummary> {
    return await this.#json({ method: 'GET', path: `/twins/${encodeURIComponent(id)}`, signal });
  }

  /** Removes a twin; its id is never used again. */
  async removeTwin(id: string, signal?: AbortSignal): Promise<void> {
    await this.#text({ method: 'DELETE', path: `/twins/${encodeURIComponent(id)}`, signal });
  }

  /** Frames of one twin as they happen. */
  streamTwinEvents(
    id: string,
    lastEventId: number | null = null,
    signal?: AbortSignal,
  ): AsyncGenerator<ServerEvent> {
    return this.#events({
      method: 'GET',
      path: `/twins/${encodeURIComponent(id)}/events`,
      lastEventId,
      signal,
    });
  }

  /** Presses, holds or types; the answer is the settled frame. */
  async pressKeys(id: string, body: KeyStep, signal?: AbortSignal): Promise<Frame> {
    return await this.#json({ method: 'POST', path: `/twins/${encodeURIComponent(id)}/keys`, body, signal });
  }

  /** The frame as it is; with `after` or `text`, the first one with a higher number, or that shows the text. */
  async getFrame(
    id: string,
    query: { readonly after?: string; readonly text?: string } = {},
    signal?: AbortSignal,
  ): Promise<Frame> {
    return await this.#json({ method: 'GET', path: `/twins/${encodeURIComponent(id)}/frame`, query, signal });
  }

  /** The whole response while the card shows it, in clear because it is asked for by name; else null. */
  async getResponse(id: string, signal?: AbortSignal): Promise<ResponseShown> {
    return await this.#json({ method: 'GET', path: `/twins/${encodeURIComponent(id)}/response`, signal });
  }

  /** A picture, by `format` or by the Accept header. */
  async getScreen(
    id: string,
    query: { readonly format?: 'text' | 'svg' } = {},
    signal?: AbortSignal,
  ): Promise<string> {
    return await this.#text({
      method: 'GET',
      path: `/twins/${encodeURIComponent(id)}/screen`,
      query,
      signal,
    });
  }

  /** A picture as PNG. */
  async getScreenPng(id: string, signal?: AbortSignal): Promise<Uint8Array> {
    return await this.#bytes({ method: 'GET', path: `/twins/${encodeURIComponent(id)}/screen.png`, signal });
  }

  /** Lets virtual time pass. */
  async advanceTime(id: string, body: TimeStep, signal?: AbortSignal): Promise<Frame> {
    return await this.#json({ method: 'POST', path: `/twins/${encodeURIComponent(id)}/time`, body, signal });
  }

  /** Sets the charge: 0 is a flat battery, null lets the card estimate it. */
  async setBattery(id: string, body: BatteryCharge, signal?: AbortSignal): Promise<Frame> {
    return await this.#json({
      method: 'POST',
      path: `/twins/${encodeURIComponent(id)}/battery`,
      body,
      signal,
    });
  }

  /** Makes something wrong with the card, or right again; what is not named stays as it is. */
  async setFaults(id: string, body: FaultChanges = {}, signal?: AbortSignal): Promise<Frame> {
    return await this.#json({ method: 'PUT', path: `/twins/${encodeURIComponent(id)}/faults`, body, signal });
  }

  /** Makes the print of a code card wrong at these index numbers and right at all others. */
  async setPrint(id: string, body: PrintFaults = {}, signal?: AbortSignal): Promise<TwinStatus> {
    return await this.#json({ method: 'PUT', path: `/twins/${encodeURIComponent(id)}/print`, body, signal });
  }

  /** Takes the battery out and puts it back. */
  async cutPower(id: string, signal?: AbortSignal): Promise<Frame> {
    return await this.#json({ method: 'POST', path: `/twins/${encodeURIComponent(id)}/power-cut`, signal });
  }

  /** What the chip knows and nobody has to keep secret. */
  async getStatus(id: string, signal?: AbortSignal): Promise<TwinStatus> {
    return await this.#json({ method: 'GET', path: `/twins/${encodeURIComponent(id)}/status`, signal });
  }

  /** Keeps the twin as it is under a name, in memory. */
  async keepSnapshot(id: string, body: NewSnapshot, signal?: AbortSignal): Promise<Snapshot> {
    return await this.#json({
      method: 'POST',
      path: `/twins/${encodeURIComponent(id)}/snapshots`,
      body,
      signal,
    });
  }

  /** The snapshots of a twin. */
  async listSnapshots(id: string, signal?: AbortSignal): Promise<SnapshotList> {
    return await this.#json({ method: 'GET', path: `/twins/${encodeURIComponent(id)}/snapshots`, signal });
  }

  /** The twin goes on from a snapshot; its frame has a new number. */
  async restoreSnapshot(id: string, name: string, signal?: AbortSignal): Promise<Frame> {
    return await this.#json({
      method: 'POST',
      path: `/twins/${encodeURIComponent(id)}/snapshots/${encodeURIComponent(name)}/restore`,
      signal,
    });
  }

  /** Forgets a snapshot. */
  async removeSnapshot(id: string, name: string, signal?: AbortSignal): Promise<void> {
    await this.#text({
      method: 'DELETE',
      path: `/twins/${encodeURIComponent(id)}/snapshots/${encodeURIComponent(name)}`,
      signal,
    });
  }

  /** The recording since the twin was made, with its secrets; the header Tokentwin-Recording says whether it goes on. */
  async getRecording(id: string, signal?: AbortSignal): Promise<string> {
    return await this.#text({ method: 'GET', path: `/twins/${encodeURIComponent(id)}/recording`, signal });
  }

  /** A whole command APDU; the card is given power at the first. Its recording ends then. */
  async transmit(id: string, body: CommandApdu, signal?: AbortSignal): Promise<ResponseApdu> {
    return await this.#json({ method: 'POST', path: `/twins/${encodeURIComponent(id)}/apdu`, body, signal });
  }

  /** Takes the power of the card's contacts away and gives it back. */
  async resetCard(id: string, signal?: AbortSignal): Promise<AnswerToReset> {
    return await this.#json({ method: 'POST', path: `/twins/${encodeURIComponent(id)}/apdu/reset`, signal });
  }

  /** The codes of some index numbers as they are printed, in the order asked. */
  async lookUp(id: string, body: Lookup, signal?: AbortSignal): Promise<CardValues> {
    return await this.#json({
      method: 'POST',
      path: `/twins/${encodeURIComponent(id)}/lookup`,
      body,
      signal,
    });
  }

  /** The card as it was after so many inputs, 0 is before the first. */
  async getPast(
    id: string,
    query: { readonly position?: string } = {},
    signal?: AbortSignal,
  ): Promise<PastPoint> {
    return await this.#json({
      method: 'GET',
      path: `/twins/${encodeURIComponent(id)}/history`,
      query,
      signal,
    });
  }

  /** A picture of the card as it was then. */
  async getPastScreen(
    id: string,
    query: { readonly position?: string } = {},
    signal?: AbortSignal,
  ): Promise<string> {
    return await this.#text({
      method: 'GET',
      path: `/twins/${encodeURIComponent(id)}/history/screen`,
      query,
      signal,
    });
  }

  /** The same picture as PNG. */
  async getPastScreenPng(
    id: string,
    query: { readonly position?: string } = {},
    signal?: AbortSignal,
  ): Promise<Uint8Array> {
    return await this.#bytes({
      method: 'GET',
      path: `/twins/${encodeURIComponent(id)}/history/screen.png`,
      query,
      signal,
    });
  }

  /** Makes a twin that goes on from there, on manual time. */
  async branchTwin(id: string, body: Branch, signal?: AbortSignal): Promise<TwinSummary> {
    return await this.#json({
      method: 'POST',
      path: `/twins/${encodeURIComponent(id)}/history/branch`,
      body,
      signal,
    });
  }

  async #json<T>(request: ApiRequest): Promise<T> {
    return JSON.parse(await this.#text(request)) as T;
  }

  async #text(request: ApiRequest): Promise<string> {
    return await answerText(this.url, this.token, request);
  }

  async #bytes(request: ApiRequest): Promise<Uint8Array> {
    return await answerBytes(this.url, this.token, request);
  }

  #events(request: ApiRequest): AsyncGenerator<ServerEvent> {
    return serverEvents(this.url, this.token, request);
  }
}
