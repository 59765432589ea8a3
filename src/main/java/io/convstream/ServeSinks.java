package io.convstream;

import io.convstream.event.ServiceEvent;
import io.convstream.labels.LabeledImage;
import io.convstream.prepare.DeadLetter;
import io.convstream.serve.Prediction;
import org.apache.flink.streaming.api.datastream.DataStream;

/** Sinks of a service. Each operator that they add needs its own uid. */
public interface ServeSinks {

    void predictions(DataStream<Prediction> predictions);

    /** Attaches sinks of deployments, shifts and the precision of the answers. */
    void events(DataStream<ServiceEvent> events);

    /** Attaches sinks of images and labels that cannot be used. */
    void deadLetters(DataStream<DeadLetter> deadLetters);

    /** Attaches sinks of the images whose labels have arrived; called if there are labels. */
    void labeledImages(DataStream<LabeledImage> images);
}
