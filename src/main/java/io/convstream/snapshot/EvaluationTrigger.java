package io.convstream.snapshot;

/** Why a model was evaluated. */
public enum EvaluationTrigger {
    /** A checkpoint completed. */
    CHECKPOINT,
    /** The number of steps between evaluations was reached. */
    STEPS,
    /** The input ended; the job's last checkpoint holds the same model. */
    END
}
