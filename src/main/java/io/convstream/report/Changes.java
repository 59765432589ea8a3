package io.convstream.report;

import io.convstream.run.SettingChange;
import java.util.List;

/**
 * Settings that were changed when the run was resumed: marks on the charts and a table.
 *
 * @param step steps done before each change
 */
record Changes(long[] step, float[] minutes, List<SettingChange> settings) {

    static Changes of(List<SettingChange> settings, TrainingClock clock) {
        return new Changes(
                settings.stream().mapToLong(SettingChange::step).toArray(),
                Columns.of(settings, change -> clock.afterSteps(change.step()).minutes()),
                settings);
    }
}
