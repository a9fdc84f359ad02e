// The two atomic steps of the thread pool that need 64 bits. The ticket is one word: epoch (24 bits), number of ranges (20),
// next range (20). Whoever draws `next < count` owns that range of that very job, and the job cannot end before it is done,
// so a late thread can never touch a newer job with an older job's arguments.

/** Opens a job of `count` ranges under `epoch`. */
export function publish(ticket: usize, epoch: i32, count: i32): void {
  atomic.store<u64>(ticket, (<u64>(epoch & 0xffffff) << 40) | (<u64>count << 20));
}

/** Draws the next range; -1 when none is left. */
export function claim(ticket: usize): i32 {
  const drawn = atomic.load<u64>(ticket);
  if ((drawn & 0xfffff) >= ((drawn >> 20) & 0xfffff)) return -1;
  const t = atomic.add<u64>(ticket, 1), next = <i32>(t & 0xfffff);
  return next < <i32>((t >> 20) & 0xfffff) ? next : -1;
}
