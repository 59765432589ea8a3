package io.convstream.network;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** The teams of one model: that of a full batch for ever, and the last smaller one. */
final class Teams implements AutoCloseable {

    private final Network network;
    private final Weights weights;
    private final ModelDefinition definition;
    private final List<Team> teams = new ArrayList<>();

    Teams(Network network, Weights weights, ModelDefinition definition) {
        this.network = network;
        this.weights = weights;
        this.definition = definition;
    }

    /** The team for so many pictures, made where there is none. */
    Team of(int images, Towers towers) {
        for (Team team : teams) {
            if (team.images() == images) {
                return team;
            }
        }
        dropSmaller();
        Team team = towers.compute(() -> new Team(network, weights, definition.towers(), images, definition.seed()));
        teams.add(team);
        return team;
    }

    private void dropSmaller() {
        for (Iterator<Team> rest = teams.iterator(); rest.hasNext(); ) {
            Team team = rest.next();
            if (team.images() < definition.batchSize()) {
                rest.remove();
                team.close();
            }
        }
    }

    @Override
    public void close() {
        teams.forEach(Team::close);
        teams.clear();
    }
}
