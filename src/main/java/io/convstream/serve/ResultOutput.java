package io.convstream.serve;

import io.convstream.prepare.NetworkInput;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Emits a predicted micro-batch: predictions, what is observed of the answered images, and the images that wait for labels. */
final class ResultOutput {

    private static final Logger LOG = LoggerFactory.getLogger(ResultOutput.class);
    private static final byte[] NO_CONTENT = {};
    private static final float[] NO_ANSWER = {};

    private final Output<StreamRecord<Prediction>> output;
    private final ServeOptions options;
    private final ServeMetrics counts;
    private final int models;
    private boolean warned;

    ResultOutput(Output<StreamRecord<Prediction>> output, ServeOptions options, ServeMetrics counts) {
        this.output = output;
        this.options = options;
        this.counts = counts;
        this.models = options.models().size();
    }

    void emit(ServeResult result) {
        counts.answered(result);
        for (int i = 0; i < result.predictions().size(); i++) {
            Prediction prediction = result.predictions().get(i);
            output.collect(new StreamRecord<>(prediction, prediction.timestamp()));
            if (!prediction.candidate()) {
                NetworkInput input = result.batch().get(i / models).inputs()[i % models];
                output.collect(
                        Serve.OBSERVATIONS,
                        new StreamRecord<>(new Observation(
                                prediction.model(),
                                prediction.version().sha256(),
                                prediction.timestamp(),
                                prediction.probabilities()[0],
                                input.brightness(),
                                input.contrast())));
            }
        }
        if (options.forLabels() != ServeOptions.ForLabels.NOTHING) {
            for (int image = 0; image < result.batch().size(); image++) {
                emitForLabels(result, image);
            }
        }
    }

    private void emitForLabels(ServeResult result, int image) {
        ImageRequest request = result.batch().get(image).request();
        if (request.key() == null || request.key().length == 0) {
            counts.withoutKey();
            if (!warned) {
                LOG.warn(
                        "The image at offset {} of partition {} of topic {} has no key, so no label can be joined with it."
                                + " Further ones are only counted (metric imagesWithoutKey). Send images with a key.",
                        request.offset(),
                        request.partition(),
                        request.topic());
                warned = true;
            }
            return;
        }
        var steps = new long[models];
        var probabilities = new float[models][];
        for (int model = 0; model < models; model++) {
            Prediction prediction = result.predictions().get(image * models + model);
            steps[model] = prediction.version().step();
            probabilities[model] = prediction.candidate() ? NO_ANSWER : result.probabilities()[image * models + model];
        }
        boolean content = options.forLabels() == ServeOptions.ForLabels.IMAGES;
        output.collect(
                Serve.ANSWERED_IMAGES,
                new StreamRecord<>(
                        new AnsweredImage(
                                AnsweredImage.key(request.key()),
                                request.timestamp(),
                                content ? request.headers() : NO_CONTENT,
                                request.format(),
                                content ? request.content() : NO_CONTENT,
                                steps,
                                probabilities),
                        request.timestamp()));
    }
}
