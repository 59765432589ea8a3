package io.convstream.snapshot;

/** Why a model was evaluated. */
public enum EvaluationTrigger {
    /** A checkpoint completed. */
    CHECKPOINT,
    /** So many steps were done. */
    STEPS,
    /** The input ended; the job's last checkpoint holds this very model. */
    END
}
