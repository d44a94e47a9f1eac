use crate::source::format::csv::testing::{opened, problem};

const ROW: &str = "1,7,2018-10-10 20:19:24,52.5,13.4,a\n2,8,2018-10-10 20:19:25,,,b\n";

#[test]
fn names_of_many_tools_are_known() {
    for header in [
        "tweet_id,user_id,created_at,lat,lon,text",
        "id_str,screen_name,timestamp,Latitude,Longitude,full_text",
        "Tweet Id,User Id,Date,Lat,Lng,Body",
        "id,user.id,datetime,y,x,content",
    ] {
        let table = opened(&format!("{header}\n{ROW}"), None);
        let mapping = table.guessed().unwrap().to_toml();
        for field in ["id = ", "user = ", "time = ", "lat = ", "lon = ", "text = "] {
            assert!(mapping.contains(field), "{header}: {mapping}");
        }
        let twitter = header.to_lowercase().contains("tweet");
        assert_eq!(mapping.contains("twitter"), twitter, "{header}");
    }
}

#[test]
fn doubt_is_told_and_nothing_read() {
    for (table, told) in [
        (format!("id,user,time,date,lat,lon\n{ROW}"), "time (time, date all look like it)"),
        (format!("id,user,when,lat,lon,text\n{ROW}"), "time (no column is named like it)"),
        (
            format!("tweet_id,user,text,created_at,lat,lon\n{ROW}"),
            "form that can only mean one thing",
        ),
        (format!("id,user,time,lon,x,lat\n{ROW}"), "lat (column lat: not all are degrees"),
        ("id,user,time,lat,lon\n1.05E+18,1,2018-10-10,1,1\n".to_owned(), "rounded"),
        ("id,user,time,lat,lon\n1,1,10/11/2018,1,1\n".to_owned(), "time_format"),
        (
            "id,user,time,lat,lon\n1,1,2018-10-10,1,1\n1,1,2018-10-10,1,1\n1,1,2018-10-10,1,1\n"
                .to_owned(),
            "more than once",
        ),
        ("a,b\n1,2\n".to_owned(), "id (no column"),
    ] {
        let error = problem(&table, None);
        assert!(error.contains(told), "{error}");
        assert!(error.contains("[columns]") && error.contains("--csv mapping.toml"), "{error}");
    }
}
