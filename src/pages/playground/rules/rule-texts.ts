import type { RuleDrawing } from "./rule-drawing.js";

/** What a rule does: five lines and what its drawing shows. */
export interface RuleText {
  readonly id: string;
  readonly lines: readonly [string, string, string, string, string];
  readonly drawing: RuleDrawing;
}

/** In the order of `creditgym rules`. */
export const RULE_TEXTS: readonly RuleText[] = [
  {
    id: "reinforce",
    lines: [
      "Every unit fires at random, with the probability that its input gives it.",
      "One number, the feedback, goes to all units alike: the reward, or how much better things went than expected.",
      "After good feedback each unit makes what it just did likelier; after bad feedback, less likely.",
      "No unit knows what it had to do with it: whatever the others did is noise to it.",
      "Right on average. The more units there are, the longer the averaging takes.",
    ],
    drawing: { units: "random", signals: [{ kind: "broadcast", label: "the same feedback for every unit" }] },
  },
  {
    id: "weight-max",
    lines: [
      "Only the output is told the feedback; hidden units fire at random.",
      "A hidden unit has a reward of its own: how much the squared size of its outgoing weights is about to grow.",
      "The thought behind it: units above listen more to one that helps, so growing weights say that it was of use.",
      "Each layer's change of weights is thus the reward of the layer under it, from the top down.",
      "Much less noise than one reward for all; biased, for growth says only roughly what a unit did for the outcome.",
    ],
    drawing: {
      units: "random",
      signals: [
        { kind: "to-output" },
        { kind: "growth", label: "rewarded by the growth of its outgoing weights" },
      ],
    },
  },
  {
    id: "weight-max-author",
    lines: [
      "Weight maximization in the order of its author's program.",
      "The layer above takes its optimizer step first, and only then the layer under it gets its reward.",
      "That reward is the growth of the outgoing weights times the new weights, not the old ones.",
      "The two differ by one step of learning: little at small rates.",
      "It is here so that published numbers can be reproduced.",
    ],
    drawing: {
      units: "random",
      signals: [
        { kind: "to-output" },
        { kind: "growth", label: "the same growth, times the weights after the step above" },
      ],
    },
  },
  {
    id: "unbiased-weight-max",
    lines: [
      "A unit asks: how much likelier is what the next layer did, because I fired?",
      "In the top hidden layer the answer turns the chance that it fired into the chance given what happened above.",
      "Below, a unit adds up the signals of the units above, each by how much that one depends on it.",
      "A factor ω makes up for the units above having been drawn together.",
      "Right on average like reinforce; in fresh networks its noise does not grow with the number of units.",
    ],
    drawing: {
      units: "random",
      signals: [
        { kind: "to-output" },
        { kind: "what-if", layers: [1] },
        { kind: "down", layers: [0], dashed: false, label: "signals above × how far each depends on it × ω" },
      ],
    },
  },
  {
    id: "unbiased-weight-max:posterior",
    lines: [
      "The top hidden layer learns as under unbiased-weight-max.",
      "So do all layers below it: each unit asks what the values of the next layer say about whether it fired.",
      "The difference to what was likely beforehand, times the feedback, is what it learns from.",
      "The feedback itself goes to every layer: no signal is handed on from layer to layer.",
      "Right on average; its noise grows with the number of layers.",
    ],
    drawing: {
      units: "random",
      signals: [
        { kind: "broadcast", label: "feedback × what the next layer tells about each unit" },
        { kind: "what-if", layers: [0, 1] },
      ],
    },
  },
  {
    id: "unbiased-weight-max:no-omega",
    lines: [
      "The way down is that of unbiased-weight-max.",
      "Its factor ω is left out, as if the units above had been drawn one apart from the other.",
      "No products over the next layer are needed, which makes it cheaper.",
      "It is slightly biased for that.",
      "A comparison with it tells what the factor is worth.",
    ],
    drawing: {
      units: "random",
      signals: [
        { kind: "to-output" },
        { kind: "what-if", layers: [1] },
        { kind: "down", layers: [0], dashed: true, label: "signals above × how far each depends on it" },
      ],
    },
  },
  {
    id: "straight-through",
    lines: [
      "On the way up units fire at random: they put out 0 or 1.",
      "On the way down the output's surprise, what it did less how likely that was, goes back along the weights.",
      "There each unit is treated as if it had put out its probability, with the slope p(1 − p).",
      "Every unit gets a signal of its own, and it has little noise.",
      "It is biased, as no unit puts out its probability; a yardstick for rules without such a way back.",
    ],
    drawing: {
      units: "random",
      signals: [
        { kind: "to-output" },
        {
          kind: "down",
          layers: [0, 1],
          dashed: true,
          label: "back along the weights, as if units put out p",
        },
      ],
    },
  },
  {
    id: "backprop",
    lines: [
      "Hidden units are not random: each puts out a smooth function of its input. Only the action is drawn.",
      "The output's surprise, times the feedback, is the error.",
      "It goes back along the very weights on which activity came up, times the slope of each unit.",
      "So each unit gets the exact derivative of what is to be made large.",
      "The yardstick: nobody knows how a brain could send errors back along its weights.",
    ],
    drawing: {
      units: "smooth",
      signals: [
        { kind: "to-output" },
        { kind: "down", layers: [0, 1], dashed: false, label: "exact derivatives, back along the weights" },
      ],
    },
  },
  {
    id: "tdca",
    lines: [
      "A second, small network F sees what the policy put out: its probabilities, and the action that was drawn.",
      "F hands a credit to each unit, or a few credits that a fixed kernel spreads over the units.",
      "The feedback scales the credits. A unit uses its own credit, slope and input: nothing goes along the weights.",
      "F does not learn while the policy learns: it was evolved over many lifetimes, each with a new task.",
      "The question is whether such an F teaches well on tasks that it was not evolved on.",
    ],
    drawing: {
      units: "smooth",
      signals: [{ kind: "top-down", network: "evolved", told: "feedback", label: "a credit for each unit" }],
    },
  },
  {
    id: "tdca:zero-advantage",
    lines: [
      "A control: tdca with the same evolved F.",
      "In place of the feedback it is always told 0.",
      "What still changes then is not learned from the outcome, but comes from F itself.",
      "With credits that the feedback scales nothing changes at all.",
      "It tells how much of a result is a habit that evolution has put into F.",
    ],
    drawing: {
      units: "smooth",
      signals: [{ kind: "top-down", network: "evolved", told: "always 0", label: "a credit for each unit" }],
    },
  },
  {
    id: "tdca:random-sign",
    lines: [
      "A control: tdca with the same evolved F.",
      "It is told the feedback with a sign that a coin decides.",
      "So the size of each step is as it was, and good is not told from bad.",
      "A rule that learns from feedback must fail here.",
      "What it reaches all the same, chance and F's habits reach.",
    ],
    drawing: {
      units: "smooth",
      signals: [
        { kind: "top-down", network: "evolved", told: "± feedback", label: "a credit for each unit" },
      ],
    },
  },
  {
    id: "tdca:unevolved",
    lines: [
      "A control: tdca with an F of the same shape whose weights are random.",
      "Each seed has another one.",
      "It is told the true feedback.",
      "Its credits are as large as any, but nobody has made sure that they help.",
      "The difference to tdca is what evolution has done.",
    ],
    drawing: {
      units: "smooth",
      signals: [{ kind: "top-down", network: "random", told: "feedback", label: "a credit for each unit" }],
    },
  },
  {
    id: "output-only",
    lines: [
      "A control: the output layer learns as under backprop.",
      "Hidden layers stay as they were drawn at the beginning.",
      "So the output learns from random features of what it sees.",
      "On easy tasks that is enough.",
      "Where it is, a comparison says nothing about how rules teach hidden units.",
    ],
    drawing: {
      units: "smooth",
      signals: [{ kind: "to-output" }, { kind: "frozen", label: "hidden layers do not learn" }],
    },
  },
  {
    id: "direct-feedback-alignment",
    lines: [
      "The output's error goes straight to every hidden layer, past the layers between.",
      "On its way it passes a matrix of random numbers that never changes, one for each layer.",
      "Each unit multiplies what arrives by its own slope.",
      "Nothing goes back along the weights, so these need not be known on the way down.",
      "It works where the weights above come to agree with those random matrices.",
    ],
    drawing: {
      units: "smooth",
      signals: [
        { kind: "to-output" },
        { kind: "direct", label: "the output's error through fixed random numbers" },
      ],
    },
  },
];

/** The text on a rule. @throws {RangeError} when there is none */
export function ruleText(id: string): RuleText {
  const found = RULE_TEXTS.find((text) => text.id === id);
  if (found === undefined) throw new RangeError(`there is no text on rule "${id}"`);
  return found;
}
