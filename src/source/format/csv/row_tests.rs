use super::*;
use crate::lbsn::{Origin, Point, Timestamp};
use crate::source::format::csv::testing::{opened, outcomes};

/// The post of the only row below a header.
fn check(header: &str, row: &str, mapping: &str, check: impl FnOnce(&Bundle<'_>, Traits)) {
    let table = opened(&format!("{header}\n{row}\n"), Some(mapping));
    let mut check = Some(check);
    table.decode(Detail::Raw, row.as_bytes(), &mut |decoded| match decoded {
        Decoded::Post(bundle, traits) => (check.take().expect("one post"))(bundle, traits),
        other => panic!("{other:?}"),
    });
    assert!(check.is_none());
}

#[test]
fn every_field_has_its_place() {
    let header = "i,u,n,t,y,x,b,h,l,p,c,k,s,r,likes,shares";
    let row = "12,7,sailor,2018-10-10 20:19:24,52.5,13.4,a #text,boat|lake,de,Cafe,Berlin,de,App,11,3,4.0";
    let mapping = "origin=twitter,id=i,user=u,user_name=n,time=t,lat=y,lon=x,text=b,hashtags=h,\
                   lang=l,place=p,city=c,country=k,source=s,reply_to=r,likes=likes,shares=shares";
    check(header, row, mapping, |bundle, traits| {
        let post = &bundle.post;
        assert_eq!((post.origin, &*post.guid), (Origin::Twitter, "12"));
        assert_eq!(post.user_guid.as_deref(), Some("7"));
        assert_eq!(bundle.users[0].name.as_deref(), Some("sailor"));
        assert_eq!(post.publish_date, Timestamp::parse("2018-10-10T20:19:24Z").ok());
        assert_eq!(post.latlng, Point::new(13.4, 52.5).ok());
        assert_eq!(post.geoaccuracy, GeoAccuracy::LatLng);
        assert_eq!(post.body.as_deref(), Some("a #text"));
        assert_eq!(post.hashtags, ["boat", "lake"]);
        assert_eq!(post.language.as_deref(), Some("de"));
        assert_eq!(post.place_guid.as_deref(), Some("Cafe"));
        assert_eq!(post.city_guid.as_deref(), Some("Berlin"));
        assert_eq!(post.country_guid.as_deref(), Some("DE"));
        assert_eq!(post.input_source.as_deref(), Some("App"));
        assert_eq!((post.counts.likes, post.counts.shares), (Some(3), Some(4)));
        let reaction = post.reaction.as_ref().unwrap();
        assert_eq!(reaction.kind, ReactionType::Comment);
        assert_eq!(reaction.referenced.as_deref(), Some("11"));
        let expected = Traits {
            coordinates: true,
            place: true,
            hashtags: true,
            reply: true,
            ..Traits::default()
        };
        assert_eq!(traits, expected);
    });
}

#[test]
fn what_is_not_there_is_not_invented() {
    check(
        "i,u,y,x,k,b",
        "1,NA,,nan,Germany,\"RT @a: #b\"",
        "id=i,user=u,lat=y,lon=x,country=k,text=b",
        |bundle, traits| {
            let post = &bundle.post;
            assert_eq!(post.origin, Origin::Lbsn);
            assert_eq!((&post.user_guid, post.latlng, &post.country_guid), (&None, None, &None));
            assert_eq!(post.geoaccuracy, GeoAccuracy::Unknown);
            assert_eq!(post.hashtags, ["b"]);
            assert!(traits.retweet && traits.hashtags && !traits.coordinates);
            assert_eq!(post.reaction.as_ref().unwrap().referenced, None);
        },
    );
    check("i,y,x", "1,0,0.0", "id=i,lat=y,lon=x", |bundle, traits| {
        assert_eq!(bundle.post.latlng, None);
        assert!(traits.coordinates);
    });
}

/// The same row is the same post in every file, and another row another one.
#[test]
fn rows_without_id_are_known_by_their_content() {
    let rows = "a,b\nx,y\nx,y\nxy,\n,xy\n";
    let found = outcomes(rows, "text=a");
    assert_eq!(found[0], found[1]);
    assert!(found[0].starts_with("row-"));
    assert!(found[2] != found[0] && found[3] != found[2]);
    assert_eq!(outcomes("c;d\nxy;\n", "text=c"), found[2..3]);
}

#[test]
fn rejects_name_the_column_and_no_content() {
    let rows = "id,u,t,lat,lon\n\
                ,secret,2018-10-10,1,1\n\
                1.5E+18,secret,2018-10-10,1,1\n\
                2,1.5E+18,2018-10-10,1,1\n\
                3,secret,secret,1,1\n\
                4,secret,2150-01-01,1,1\n\
                5,secret,2018-10-10,\"1,5\",1\n\
                6,secret,2018-10-10,,1\n\
                7,secret,2018-10-10,secret,1\n\
                8,secret,2018-10-10,50,250\n\
                9,secret,2018-10-10,120,50\n\
                10,secret,2018-10-10,1\n\
                11,secret,2018-10-10,1,1,secret\n\
                12,secret,2018-10-10,1,1,,\n\
                id,u,t,lat,lon\n";
    let found = outcomes(rows, "id=id,user=u,time=t,lat=lat,lon=lon");
    let expected = [
        "missing_id: column 1 (id)",
        "bad_id: column 1 (id): a spreadsheet",
        "bad_id: column 2 (user): a spreadsheet",
        "bad_time: column 3 (time)",
        "time_out_of_range: column 3 (time): the year 2150",
        "bad_coordinates: column 4 (lat): decimal comma",
        "bad_coordinates: column 4 (lat): nothing there",
        "bad_coordinates: column 4 (lat): not a number",
        "bad_coordinates: column 4 (lat): outside the globe",
        "bad_coordinates: column 4 (lat): outside the globe; longitude and latitude look swapped",
        "ragged_row: 4 columns where the first row has 5",
        "ragged_row: 6 columns where the first row has 5",
        "12",
        "notice header",
    ];
    assert_eq!(found.len(), expected.len(), "{found:?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.starts_with(expected) && !found.contains("secret"), "{found}");
    }
}

#[test]
fn ten_thousand_columns_and_nul_characters() {
    let header: Vec<String> = (1..=10_000).map(|number| format!("c{number}")).collect();
    let mut row = vec!["\0x"; 10_000];
    row[9_999] = "7\0";
    check(&header.join(","), &row.join(","), "id=c10000,text=c1", |bundle, _| {
        assert_eq!((&*bundle.post.guid, bundle.post.body.as_deref()), ("7", Some("x")));
    });
}
