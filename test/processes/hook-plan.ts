/** What `file-hook.cjs` is to do in a process; its header says what each field means. */
export interface HookPlan {
  readonly kill?: { readonly call: number; readonly part: number };
  readonly fail?: {
    readonly name: 'write' | 'sync' | 'fsync' | 'draft' | 'link' | 'unlink';
    readonly from: number;
    readonly to: number;
    readonly code: string;
    readonly part?: number;
  };
  readonly disk?: 'safe' | 'mains' | 'unsynced' | 'late';
  readonly seed?: number;
  readonly noLock?: boolean;
}
