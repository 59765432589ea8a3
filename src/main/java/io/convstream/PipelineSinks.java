package io.convstream;

import io.convstream.evaluate.EvaluatedModel;
import io.convstream.event.Event;
import io.convstream.prepare.DeadLetter;
import io.convstream.train.TrainSummary;
import org.apache.flink.streaming.api.datastream.DataStream;

/** Where the results of a flow go. Each method attaches its sinks, with names and uids of their own. */
public interface PipelineSinks {

    /** Steps, evaluations, failures and announcements of models, in the order in which they happened to each model. */
    void events(DataStream<Event> events);

    /** What was to be seen inside the models, every so many steps. */
    void summaries(DataStream<TrainSummary> summaries);

    /** Every evaluated model, parameters included; gives back what was done with them. */
    DataStream<Event> models(DataStream<EvaluatedModel> models);

    /** Records that could not be prepared. */
    void deadLetters(DataStream<DeadLetter> deadLetters);
}
