package io.convstream.exchange;

import java.io.Serializable;
import java.util.List;
import java.util.UUID;

/**
 * The place of a worker among those that train one model.
 *
 * @param model its name
 * @param session of these workers; another one after each failure, known to them alone
 * @param rank index of this worker
 * @param addresses of all workers, by rank
 */
public record Member(String model, UUID session, int rank, List<Address> addresses) {

    /** Where a worker listens. */
    public record Address(String host, int port) implements Serializable {
        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    /** A worker, for messages. */
    String name(int other) {
        return "worker " + other + " of " + addresses.size() + " of model " + model + " at " + addresses.get(other);
    }
}
