package io.convstream.network;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.learning.config.AdaDelta;
import org.nd4j.linalg.learning.config.AdaGrad;
import org.nd4j.linalg.learning.config.AdaMax;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nadam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.ISchedule;

/** ND4J's updaters by name, with ND4J's defaults except for the learning rate. */
final class Updaters {

    private Updaters() {}

    static List<String> names() {
        return List.of("sgd", "nesterovs", "adam", "adamax", "nadam", "amsgrad", "adagrad", "adadelta", "rmsprop");
    }

    /**
     * Returns an updater. Adadelta ignores rate and schedule.
     *
     * @param schedule null for a constant rate
     * @param momentum of nesterovs; null: ND4J's default
     * @throws IllegalArgumentException if there is no updater of this name
     */
    static IUpdater of(String name, double rate, @Nullable ISchedule schedule, @Nullable Double momentum) {
        IUpdater updater = switch (name) {
            case "sgd" -> new Sgd();
            case "nesterovs" -> momentum == null ? new Nesterovs() : new Nesterovs(rate, momentum);
            case "adam" -> new Adam();
            case "adamax" -> new AdaMax();
            case "nadam" -> new Nadam();
            case "amsgrad" -> new AMSGrad();
            case "adagrad" -> new AdaGrad();
            case "adadelta" -> new AdaDelta();
            case "rmsprop" -> new RmsProp();
            default ->
                throw new IllegalArgumentException(
                        "there is no updater " + name + "; there are " + String.join(", ", names()));
        };
        if (updater.hasLearningRate()) {
            updater.setLrAndSchedule(schedule == null ? rate : Double.NaN, schedule);
        }
        return updater;
    }
}
