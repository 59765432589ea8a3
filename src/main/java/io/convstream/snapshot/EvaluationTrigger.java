package io.convstream.snapshot;

import org.apache.flink.annotation.PublicEvolving;

/** Why a model was evaluated. */
@PublicEvolving
public enum EvaluationTrigger {
    /** A checkpoint completed. */
    CHECKPOINT,
    /** The number of steps between evaluations was reached. */
    STEPS,
    /** The input ended; the job's last checkpoint holds the same model. */
    END
}
