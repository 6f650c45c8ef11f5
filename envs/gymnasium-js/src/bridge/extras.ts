/** What can be set up beside Gymnasium itself, and the Python modules that show that it is there. */
export const EXTRAS = {
  box2d: ["Box2D"],
  mujoco: ["mujoco", "imageio"],
  atari: ["ale_py"],
} as const satisfies Record<string, readonly string[]>;

export type Extra = keyof typeof EXTRAS;

const NAMES: Readonly<Record<Extra, RegExp>> = {
  box2d: /^(LunarLander|BipedalWalker|CarRacing)/,
  mujoco:
    /^(Ant|HalfCheetah|Hopper|Humanoid|HumanoidStandup|InvertedDoublePendulum|InvertedPendulum|Pusher|Reacher|Swimmer|Walker2d)(-v\d+)?$/,
  atari: /^ALE\/|NoFrameskip-v\d+$/,
};

/** The extra that an environment of Gymnasium's needs, as far as its id tells. */
export function extraOf(id: string): Extra | undefined {
  const name = id.replace(/^gymnasium:/, "");
  return (Object.keys(EXTRAS) as Extra[]).find((extra) => NAMES[extra].test(name));
}
