package io.convstream.rollout;

import io.convstream.image.Framing;
import io.convstream.network.ModelSignature;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * A model of a service; all of its versions have these classes and this framing.
 *
 * @param classes names of the outputs, in order
 */
public record ServedModel(String name, List<String> classes, Framing framing) implements Serializable {

    public ServedModel {
        classes = List.copyOf(classes);
    }

    /** Returns why a version cannot replace the ones of this model, as a clause; empty if it can. */
    Optional<String> mismatch(ModelSignature version) {
        if (!version.classes().equals(classes)) {
            return Optional.of("its " + version.classes().size() + " classes are not the " + classes.size()
                    + " that the service answers with");
        }
        return version.framing().equals(framing)
                ? Optional.empty()
                : Optional.of("it takes images framed as " + version.framing() + ", the service as " + framing);
    }
}
