package io.convstream.cli.options;

import org.apache.flink.api.common.JobID;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses the id of a job. */
public final class JobIdConverter implements ITypeConverter<JobID> {

    @Override
    public JobID convert(String text) {
        try {
            return JobID.fromHexString(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(
                    "'" + text + "' is not a job id: 32 hexadecimal digits, as submit and 'cluster status' print them");
        }
    }
}
