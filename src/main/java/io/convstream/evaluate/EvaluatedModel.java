package io.convstream.evaluate;

import io.convstream.snapshot.ModelSnapshot;

/** An evaluation together with the model that it is about, for those who keep models. */
public record EvaluatedModel(Evaluation evaluation, ModelSnapshot snapshot) {}
