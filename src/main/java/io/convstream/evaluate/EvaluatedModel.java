package io.convstream.evaluate;

import io.convstream.snapshot.ModelSnapshot;

/** An evaluation with its model, for model stores. */
public record EvaluatedModel(Evaluation evaluation, ModelSnapshot snapshot) {}
