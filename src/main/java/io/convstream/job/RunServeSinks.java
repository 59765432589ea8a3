package io.convstream.job;

import io.convstream.ServeSinks;
import io.convstream.console.ServiceConsole;
import io.convstream.event.EventFiles;
import io.convstream.event.ServiceEvent;
import io.convstream.labels.LabeledImage;
import io.convstream.prepare.DeadLetter;
import io.convstream.run.RunFolder;
import io.convstream.run.RunIdentity;
import io.convstream.serve.Prediction;
import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * The sinks of a service: the topics, its run folder, and optionally the console.
 *
 * @param parallelism of the predictions
 */
record RunServeSinks(RunFolder run, RunIdentity identity, ServeOutputs outputs, int parallelism, boolean console)
        implements ServeSinks {

    @Override
    public void predictions(DataStream<Prediction> predictions) {
        predictions
                .sinkTo(TopicSinks.predictions(
                        outputs.predictions(), outputs.maxPredictionBytes(), outputs.delivery(), identity))
                .name("predictions")
                .uid("predictions")
                .setParallelism(parallelism);
    }

    @Override
    public void events(DataStream<ServiceEvent> events) {
        if (console) {
            RunSinks.sink(events, new ServiceConsole(), "console");
        }
        RunSinks.sink(events, EventFiles.sink(run.events(), identity.id(), identity.attempt()), "event files");
        if (outputs.events() != null) {
            RunSinks.sink(
                    events,
                    TopicSinks.serviceEvents(outputs.events(), outputs.maxEventBytes(), outputs.delivery(), identity),
                    "event topic");
        }
    }

    @Override
    public void deadLetters(DataStream<DeadLetter> deadLetters) {
        RunSinks.sink(
                deadLetters, EventFiles.sink(run.deadLetters(), identity.id(), identity.attempt()), "dead letters");
        if (outputs.deadLetters() != null) {
            RunSinks.sink(
                    deadLetters,
                    TopicSinks.deadLetters(
                            outputs.deadLetters(), outputs.maxDeadLetterBytes(), outputs.delivery(), identity),
                    "dead letter topic");
        }
    }

    @Override
    public void labeledImages(DataStream<LabeledImage> images) {
        if (outputs.labeled() != null) {
            images.sinkTo(TopicSinks.labeledImages(
                            outputs.labeled(), outputs.maxLabeledBytes(), outputs.delivery(), identity))
                    .name("labeled images")
                    .uid("labeled-images")
                    .setParallelism(parallelism);
        }
    }
}
