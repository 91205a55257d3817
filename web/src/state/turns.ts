/** Tells which answers are still news: one may arrive after another that was asked for later. */
export class Turns {
  private asked = 0;
  private heard = 0;

  /** Ask for something; once the answer is there, what this returns says whether it is news. */
  ask(): () => boolean {
    const turn = (this.asked += 1);
    return () => {
      if (turn < this.heard) return false;
      this.heard = turn;
      return true;
    };
  }
}
