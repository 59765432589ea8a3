package io.convstream.evaluate;

import io.convstream.snapshot.ModelSnapshot;
import org.apache.flink.annotation.PublicEvolving;

/** An evaluation with its model, for model stores. */
@PublicEvolving
public record EvaluatedModel(Evaluation evaluation, ModelSnapshot snapshot) {}
